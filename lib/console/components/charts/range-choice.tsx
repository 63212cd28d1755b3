import type { ReactNode } from "react";
import { text } from "../../texts/texts.ts";
import type { ChartRange } from "./chart-ranges.ts";

interface RangeChoiceProps<Range extends ChartRange> {
  ranges: readonly Range[];
  range: Range;
  onChange(range: Range): void;
}

/** Chooses how far back charts go. */
export const RangeChoice = <Range extends ChartRange>({
  ranges,
  range,
  onChange,
}: RangeChoiceProps<Range>): ReactNode => (
  <fieldset className="ranges">
    <legend className="hidden-text">{text("time.label")}</legend>
    {ranges.map((one) => (
      <button
        key={one}
        type="button"
        className="button small"
        aria-pressed={one === range}
        onClick={() => onChange(one)}
      >
        {text(`time.${one}`)}
      </button>
    ))}
  </fieldset>
);
