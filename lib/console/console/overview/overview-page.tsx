import "./overview.css";
import { type ReactNode, useMemo } from "react";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { CHART_RANGES, isChartRange, seriesQuery } from "../../components/charts/chart-ranges.ts";
import { RangeChoice } from "../../components/charts/range-choice.tsx";
import { SeriesCharts } from "../../components/charts/series-charts.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { Section } from "../../components/section.tsx";
import { listSameAs } from "../../components/site.ts";
import { text } from "../../texts/texts.ts";
import { FailureCauses } from "./failure-causes.tsx";
import { Figures, RangeFigures } from "./figures.tsx";
import { TroubleList } from "./trouble-list.tsx";
import { type ReadOverview, useOverview } from "./use-overview.ts";

/** What all deliveries do, and what needs attention: the console's first page. The range is in the address. */
export function OverviewPage(): ReactNode {
  const [{ range: wanted, failure }, change] = useUrlFilters(["range", "failure"]);
  const range = isChartRange(wanted) ? wanted : "1h";
  const query = useOverview(range);
  const sameAs = useMemo(() => listSameAs(["overview"], "/api/v1/overview", seriesQuery(range)), [range]);
  const { data: overview, isPlaceholderData: isBusy } = query;
  return (
    <PageFrame title={text("overview.title")} summary={text("overview.summary")} sameAs={sameAs}>
      {overview && <Figures overview={overview} atMs={overview.atMs} />}
      <Section
        title={text("overview.activity")}
        actions={<RangeChoice ranges={CHART_RANGES} range={range} onChange={(next) => change({ range: next })} />}
      >
        <QueryContent query={query}>{(read) => <Activity overview={read} isBusy={isBusy} />}</QueryContent>
      </Section>
      {overview && <FailureCauses failed={overview.totals.failed} chosen={failure} />}
      {overview && <TroubleList endpoints={overview.endpoints} cause={failure} />}
    </PageFrame>
  );
}

/** What deliveries did in the range that was read. It is busy while another is. */
const Activity = ({ overview, isBusy }: { overview: ReadOverview; isBusy: boolean }): ReactNode => (
  <div className="activity" aria-busy={isBusy}>
    <RangeFigures totals={overview.totals} />
    <SeriesCharts series={overview} range={overview.range} />
  </div>
);
