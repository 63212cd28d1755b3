import type { ReactNode } from "react";
import { isTimeRange, TIME_RANGES } from "../../../client/time-range.ts";
import { useUrlFilters } from "../../../client/use-url-filters.ts";
import { RangeChoice } from "../../../components/charts/range-choice.tsx";
import { SeriesCharts } from "../../../components/charts/series-charts.tsx";
import { QueryContent } from "../../../components/query-content.tsx";
import { Section } from "../../../components/section.tsx";
import { text } from "../../../texts/texts.ts";
import { useSeries } from "./use-series.ts";

/** What an endpoint's deliveries did lately: delivered, failed, and how long it took. The range is in the address. */
export function EndpointCharts({ id }: { id: string }): ReactNode {
  const [{ range: wanted }, change] = useUrlFilters(["range"]);
  const range = isTimeRange(wanted) ? wanted : "24h";
  return (
    <Section
      title={text("chart.title")}
      actions={<RangeChoice ranges={TIME_RANGES} range={range} onChange={(next) => change({ range: next })} />}
    >
      <QueryContent query={useSeries(id, range)}>
        {(series) => <SeriesCharts series={series} range={range} />}
      </QueryContent>
    </Section>
  );
}
