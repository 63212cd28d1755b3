import { type ReactNode, useId } from "react";
import { text } from "../../texts/texts.ts";

const WAYS = ["proof", "grace", "now"] as const;

/** How the new secret takes the place of the old one. */
export type RotationWay = (typeof WAYS)[number];

interface RotationWaysProps {
  value: RotationWay;
  onChange(way: RotationWay): void;
  /** The new secret can be tested first. */
  provable: boolean;
}

/** Chooses a way, and says what it does. */
export function RotationWays({ value, onChange, provable }: RotationWaysProps): ReactNode {
  const id = useId();
  return (
    <fieldset className="choices">
      <legend>{text("rotate.way")}</legend>
      {WAYS.filter((way) => way !== "proof" || provable).map((way) => (
        <div className="check" key={way}>
          <input
            id={`${id}-${way}`}
            type="radio"
            name={id}
            checked={way === value}
            aria-describedby={`${id}-${way}-help`}
            onChange={() => onChange(way)}
          />
          <label htmlFor={`${id}-${way}`}>{text(`rotate.way.${way}`)}</label>
          <div id={`${id}-${way}-help`} className="small soft">
            {text(`rotate.wayHelp.${way}`)}
          </div>
        </div>
      ))}
    </fieldset>
  );
}
