import type { ReactNode } from "react";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { usePages } from "../../client/use-pages.ts";
import { PageFrame } from "../../components/page-frame.tsx";
import { PageList } from "../../components/page-list.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { Nothing } from "../../components/states.tsx";
import { useSearchText } from "../../components/use-search-text.ts";
import { text } from "../../texts/texts.ts";
import type { WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { sameAsEndpoints } from "../same-as.ts";
import { useTenant } from "../tenant-context.ts";
import { AddEndpoint } from "./add-endpoint.tsx";
import { EndpointRow } from "./endpoint-row.tsx";
import { HealthFilter, queryOf, useHealthFilter } from "./health-filter.tsx";

/** The tenant's endpoints. */
export function EndpointsPage(): ReactNode {
  const { api } = useTenant();
  const [search, onSearch] = useSearchText();
  const [health, onHealth] = useHealthFilter();
  const filters = { ...queryOf(health), ...(search && { search }) };
  const pages = usePages<WebhookEndpoint>({
    key: ["endpoints", filters],
    read: (page, signal) =>
      answered(api.GET("/api/v1/subscriptions", { params: { query: { ...filters, ...page } }, signal })),
    everyMs: pollEvery(false),
  });
  return (
    <PageFrame title={text("endpoints.title")} actions={<AddEndpoint />} sameAs={sameAsEndpoints(filters)}>
      <div className="filters">
        <SearchField label={text("endpoints.search")} value={search} onSearch={onSearch} />
        <HealthFilter value={health} onChange={onHealth} />
      </div>
      <PageList
        label={text("endpoints.title")}
        pages={pages}
        keyOf={({ id }) => id}
        row={(endpoint) => <EndpointRow endpoint={endpoint} />}
        nothing={search || health ? <NothingFound search={search} /> : <NothingYet />}
      />
    </PageFrame>
  );
}

const NothingFound = ({ search }: { search: string }): ReactNode => (
  <Nothing title={search ? text("endpoints.none", { search }) : text("endpoints.noneOfHealth")} />
);

const NothingYet = (): ReactNode => (
  <>
    <Nothing title={text("endpoints.empty.title")}>{text("endpoints.empty.text")}</Nothing>
    <div className="state-action">
      <AddEndpoint />
    </div>
  </>
);
