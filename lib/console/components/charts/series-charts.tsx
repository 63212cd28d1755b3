import type { ReactNode } from "react";
import type { components } from "../../client/api.d.ts";
import { spanText } from "../../texts/duration.ts";
import { text } from "../../texts/texts.ts";
import { Opened } from "../opened.tsx";
import { bucketsOf, failedOf } from "./buckets.ts";
import { type ChartRange, pointsInBar } from "./chart-ranges.ts";
import { ChartTable } from "./chart-table.tsx";
import { LatencyChart } from "./latency-chart.tsx";
import { OutcomeChart } from "./outcome-chart.tsx";

interface SeriesChartsProps {
  series: Pick<components["schemas"]["TimeSeries"], "totals" | "points">;
  range: ChartRange;
}

/** What deliveries did in a range, and how long that took: in a sentence, in charts and in a table. */
export function SeriesCharts({ series: { totals, points }, range }: SeriesChartsProps): ReactNode {
  const { delivered, latencyMs } = totals;
  const buckets = bucketsOf(points, pointsInBar(range));
  const summary = text("chart.summary", { delivered, failed: failedOf(totals) });
  const latency =
    latencyMs.p50 === null || latencyMs.p95 === null
      ? text("chart.noLatency")
      : text("chart.latency", { p50: spanText(latencyMs.p50), p95: spanText(latencyMs.p95) });
  return (
    <>
      <div className="charts">
        <div className="card">
          <p>{summary}</p>
          <OutcomeChart buckets={buckets} label={summary} />
        </div>
        <div className="card">
          <p>{latency}</p>
          <LatencyChart points={points} label={latency} />
        </div>
      </div>
      <Opened title={text("chart.table")}>{() => <ChartTable buckets={buckets} />}</Opened>
    </>
  );
}
