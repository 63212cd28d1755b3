import { QueryContent } from "../../components/query-content.tsx";
import "./overview.css";
import { type ReactNode, useMemo } from "react";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { CHART_RANGES, type ChartRange, isChartRange, seriesQuery } from "../../components/charts/chart-ranges.ts";
import { RangeChoice } from "../../components/charts/range-choice.tsx";
import { SeriesCharts } from "../../components/charts/series-charts.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { Section } from "../../components/section.tsx";
import { listSameAs } from "../../components/site.ts";
import { text } from "../../texts/texts.ts";
import { FailureCauses } from "./failure-causes.tsx";
import { Figures, RangeFigures } from "./figures.tsx";
import { TroubleList } from "./trouble-list.tsx";
import { type Overview, useOverview } from "./use-overview.ts";

/** What all deliveries do, and what needs attention: the console's first page. The range is in the address. */
export function OverviewPage(): ReactNode {
  const [{ range: wanted, failure }, change] = useUrlFilters(["range", "failure"]);
  const range = isChartRange(wanted) ? wanted : "1h";
  const query = useOverview(range);
  const sameAs = useMemo(() => listSameAs(["overview"], "/api/v1/overview", seriesQuery(range)), [range]);
  return (
    <PageFrame title={text("overview.title")} summary={text("overview.summary")} sameAs={sameAs}>
      <QueryContent query={query}>
        {(overview) => (
          <Parts
            overview={overview}
            atMs={query.dataUpdatedAt}
            range={range}
            onRange={(next) => change({ range: next })}
            cause={failure}
          />
        )}
      </QueryContent>
    </PageFrame>
  );
}

interface PartsProps {
  overview: Overview;
  /** When it was read. */
  atMs: number;
  range: ChartRange;
  onRange(range: ChartRange): void;
  /** The group of failures that endpoints in trouble are narrowed to. */
  cause: string;
}

const Parts = ({ overview, atMs, range, onRange, cause }: PartsProps): ReactNode => (
  <>
    <Figures overview={overview} atMs={atMs} />
    <Section
      title={text("overview.activity")}
      actions={<RangeChoice ranges={CHART_RANGES} range={range} onChange={onRange} />}
    >
      <RangeFigures totals={overview.totals} />
      <SeriesCharts series={overview} range={range} />
    </Section>
    <FailureCauses failed={overview.totals.failed} chosen={cause} />
    <TroubleList endpoints={overview.endpoints} cause={cause} />
  </>
);
