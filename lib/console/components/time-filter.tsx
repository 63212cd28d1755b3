import { type ReactNode, useMemo } from "react";
import { isTimeRange, startOfRange, TIME_RANGES } from "../client/time-range.ts";
import { text } from "../texts/texts.ts";
import { ChoiceField } from "./form/choice-field.tsx";
import { TimeField } from "./form/time-field.tsx";

/** The filters of a time: a range that ends now, or `custom` with a beginning and an end. */
export const TIME_FILTERS = ["range", "since", "until"] as const;

type TimeFilters = Readonly<Record<(typeof TIME_FILTERS)[number], string>>;

/** The time that the filters mean, for the API. A range keeps its beginning until the filters change. */
export const useTimeSpan = ({ range, since, until }: TimeFilters): { since?: string; until?: string } =>
  useMemo(() => {
    if (isTimeRange(range)) return { since: startOfRange(range) };
    return { ...(since && { since }), ...(until && { until }) };
  }, [range, since, until]);

interface TimeFilterProps {
  filters: TimeFilters;
  errors?: { since: readonly string[]; until: readonly string[] };
  onChange(changed: Partial<TimeFilters>): void;
}

/** Filters a list by time. */
export function TimeFilter({ filters, errors, onChange }: TimeFilterProps): ReactNode {
  const { range, since, until } = filters;
  const custom = range === "custom" || since !== "" || until !== "";
  const choices = [
    ["", text("time.any")] as const,
    ...TIME_RANGES.map((one) => [one, text(`time.${one}`)] as const),
    ["custom", text("time.custom")] as const,
  ];
  return (
    <>
      <ChoiceField
        label={text("time.label")}
        value={custom ? "custom" : range}
        choices={choices}
        onChange={(value) => onChange({ range: value, since: "", until: "" })}
      />
      {custom && (
        <>
          <TimeField
            label={text("time.since")}
            value={since}
            errors={errors?.since ?? []}
            onChange={(value) => onChange({ range: "custom", since: value })}
          />
          <TimeField
            label={text("time.until")}
            value={until}
            errors={errors?.until ?? []}
            onChange={(value) => onChange({ range: "custom", until: value })}
          />
        </>
      )}
    </>
  );
}
