import type { ReactNode } from "react";
import { Link } from "wouter";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { usePages } from "../../client/use-pages.ts";
import { Foreign } from "../../components/foreign.tsx";
import { HealthBadge } from "../../components/health-badge.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { PageList } from "../../components/page-list.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { Nothing } from "../../components/states.tsx";
import { useSearchText } from "../../components/use-search-text.ts";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";

type Subscription = components["schemas"]["Subscription"];

/** The tenant's endpoints. */
export function EndpointsPage(): ReactNode {
  const { api } = useTenant();
  const [search, onSearch] = useSearchText();
  const pages = usePages<Subscription>(["endpoints", search], (after, signal) => {
    const query = { limit: 100, ...(after && { after }), ...(search && { search }) };
    return answered(api.GET("/api/v1/subscriptions", { params: { query }, signal }));
  });
  return (
    <PageFrame
      title={text("endpoints.title")}
      documentTitle={`${text("endpoints.title")} · ${text("portal.title")}`}
      actions={<SearchField label={text("endpoints.search")} value={search} onSearch={onSearch} />}
    >
      <PageList
        label={text("endpoints.title")}
        pages={pages}
        keyOf={({ id }) => id}
        row={(endpoint) => <EndpointRow endpoint={endpoint} />}
        nothing={
          search ? (
            <Nothing title={text("endpoints.none", { search })} />
          ) : (
            <Nothing title={text("endpoints.empty.title")}>{text("endpoints.empty.text")}</Nothing>
          )
        }
      />
    </PageFrame>
  );
}

function EndpointRow({ endpoint }: { endpoint: Subscription }): ReactNode {
  const { id, name, url } = endpoint;
  const place = url ? <Foreign>{url}</Foreign> : text("endpoints.pull");
  return (
    <Link href={`/endpoints/${encodeURIComponent(id)}`} className="row">
      <span className="row-text">
        <span className="row-title">{name ? <Foreign>{name}</Foreign> : place}</span>
        <span className="small soft">{name ? place : id}</span>
      </span>
      <span className="row-end">
        <HealthBadge {...endpoint} />
      </span>
    </Link>
  );
}
