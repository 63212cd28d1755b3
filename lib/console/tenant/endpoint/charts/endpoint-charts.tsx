import type { ReactNode } from "react";
import { isTimeRange, TIME_RANGES, type TimeRange } from "../../../client/time-range.ts";
import { useUrlFilters } from "../../../client/use-url-filters.ts";
import { Failure } from "../../../components/failure.tsx";
import { Opened } from "../../../components/opened.tsx";
import { Section } from "../../../components/section.tsx";
import { Loading } from "../../../components/states.tsx";
import { spanText } from "../../../texts/duration.ts";
import { text } from "../../../texts/texts.ts";
import { bucketsOf, failedOf } from "./buckets.ts";
import { ChartTable } from "./chart-table.tsx";
import { LatencyChart } from "./latency-chart.tsx";
import { OutcomeChart } from "./outcome-chart.tsx";
import { useSeries } from "./use-series.ts";

/** What an endpoint's deliveries did lately: delivered, failed, and how long it took. The range is in the address. */
export function EndpointCharts({ id }: { id: string }): ReactNode {
  const [{ range: wanted }, change] = useUrlFilters(["range"]);
  const range = isTimeRange(wanted) ? wanted : "24h";
  return (
    <Section
      title={text("chart.title")}
      actions={<RangeChoice range={range} onChange={(next) => change({ range: next })} />}
    >
      <Charts id={id} range={range} />
    </Section>
  );
}

function Charts({ id, range }: { id: string; range: TimeRange }): ReactNode {
  const { data, error, refetch } = useSeries(id, range);
  if (error && !data) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Loading />;
  const { delivered, latencyMs } = data.totals;
  const buckets = bucketsOf(data.points, range);
  const summary = text("chart.summary", { delivered, failed: failedOf(data.totals) });
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
          <LatencyChart points={data.points} label={latency} />
        </div>
      </div>
      <Opened title={text("chart.table")}>{() => <ChartTable buckets={buckets} />}</Opened>
    </>
  );
}

const RangeChoice = ({ range, onChange }: { range: TimeRange; onChange(range: TimeRange): void }): ReactNode => (
  <fieldset className="ranges">
    <legend className="hidden-text">{text("time.label")}</legend>
    {TIME_RANGES.map((one) => (
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
