import { type ReactNode, useEffect } from "react";
import { Link } from "wouter";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { type LoadedPages, usePages } from "../../client/use-pages.ts";
import { Foreign } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { PageList } from "../../components/page-list.tsx";
import { SearchField } from "../../components/search-field.tsx";
import type { SameAs } from "../../components/site.ts";
import { Nothing } from "../../components/states.tsx";
import { useSearchText } from "../../components/use-search-text.ts";
import { momentText, text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { tenantPath } from "../console-paths.ts";

type Tenant = components["schemas"]["Tenant"];

/** All tenants. The API can't search them, so a search reads the whole list. */
export function TenantsPage(): ReactNode {
  const { api } = useConsole();
  const [search, onSearch] = useSearchText();
  const pages = usePages<Tenant>(["tenants"], (after, signal) =>
    answered(api.GET("/api/v1/tenants", { params: { query: { limit: 100, ...(after && { after }) } }, signal })),
  );
  const { items, complete, more } = pages;
  const searching = search !== "" && !complete;
  useEffect(() => {
    if (searching) more();
  });
  const shown = search === "" ? items : items.filter((tenant) => contains(tenant, search.toLowerCase()));
  return (
    <PageFrame
      title={text("tenants.title")}
      documentTitle={text("tenants.title")}
      summary={<span role="status">{items.length > 0 && summaryOf(pages, searching)}</span>}
      sameAs={SAME_AS}
      actions={<SearchField label={text("tenants.search")} value={search} onSearch={onSearch} />}
    >
      <PageList
        label={text("tenants.title")}
        pages={pages}
        shown={shown}
        keyOf={({ id }) => id}
        row={(tenant) => <TenantRow tenant={tenant} />}
        nothing={
          items.length > 0 ? (
            <Nothing title={text("tenants.none", { search, count: items.length })} />
          ) : (
            <Nothing title={text("tenants.empty.title")}>{text("tenants.empty.text")}</Nothing>
          )
        }
      />
    </PageFrame>
  );
}

const SAME_AS: SameAs = { command: ["tenants", "list"], request: { method: "GET", path: "/api/v1/tenants" } };

function summaryOf({ items, complete }: LoadedPages<Tenant>, searching: boolean): string {
  const count = items.length;
  if (searching) return text("tenants.searching", { count });
  return text(complete ? "tenants.count" : "tenants.countSoFar", { count });
}

const contains = ({ id, name }: Tenant, wanted: string): boolean =>
  id.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted);

const TenantRow = ({ tenant: { id, name, createdAt } }: { tenant: Tenant }): ReactNode => (
  <Link href={tenantPath(id)} className="row">
    <span className="row-text">
      <span className="row-title">
        <Foreign>{name || id}</Foreign>
      </span>
      <span className="small soft">
        <Foreign>{id}</Foreign>
      </span>
    </span>
    <span className="row-end row-wide small soft">{text("tenants.created", { since: momentText(createdAt) })}</span>
  </Link>
);
