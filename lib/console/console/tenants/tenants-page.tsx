import type { ReactNode } from "react";
import { Link } from "wouter";
import type { LoadedPages } from "../../client/use-pages.ts";
import { Moment } from "../../components/moment.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { PageList } from "../../components/page-list.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { listSameAs } from "../../components/site.ts";
import { Nothing } from "../../components/states.tsx";
import { useSearchText } from "../../components/use-search-text.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { consolePath, tenantPath } from "../console-paths.ts";
import { TenantName } from "./tenant-name.tsx";
import type { KnownTenant } from "./tenant-requests.ts";
import { useTenants } from "./use-tenants.ts";

/** All tenants, or those with a text in their name or id. */
export function TenantsPage(): ReactNode {
  const [search, onSearch] = useSearchText();
  const pages = useTenants(search);
  return (
    <PageFrame
      title={text("tenants.title")}
      summary={<span role="status">{summaryOf(pages, search)}</span>}
      sameAs={listSameAs(["tenants", "list"], "/api/v1/tenants", { search })}
      actions={<Acts />}
    >
      <SearchField label={text("tenants.search")} value={search} onSearch={onSearch} />
      <PageList
        label={text("tenants.title")}
        pages={pages}
        keyOf={({ id }) => id}
        row={(tenant) => <TenantRow tenant={tenant} />}
        nothing={
          search === "" ? (
            <Nothing title={text("tenants.empty.title")}>{text("tenants.empty.text")}</Nothing>
          ) : (
            <Nothing title={text("tenants.none", { search })} />
          )
        }
      />
    </PageFrame>
  );
}

function summaryOf({ items, complete }: LoadedPages<KnownTenant>, search: string): string {
  const count = items.length;
  if (count === 0) return "";
  if (search !== "") return text(complete ? "tenants.found" : "tenants.foundSoFar", { count });
  return text(complete ? "tenants.count" : "tenants.countSoFar", { count });
}

/** Beside the title: what else there is to do with tenants. */
function Acts(): ReactNode {
  const { mayChange } = useConsole();
  return (
    <span className="buttons">
      <Link href={consolePath("/tenant-deletions")} className="button">
        {text("deletions.title")}
      </Link>
      {mayChange && (
        <Link href={consolePath("/new-tenant")} className="button main">
          {text("newTenant.title")}
        </Link>
      )}
    </span>
  );
}

const TenantRow = ({ tenant }: { tenant: KnownTenant }): ReactNode => (
  <Link href={tenantPath(tenant.id)} className="row">
    <TenantName tenant={tenant} />
    <span className="row-end row-wide small soft">
      {text("tenants.created")} <Moment at={tenant.createdAt} />
    </span>
  </Link>
);
