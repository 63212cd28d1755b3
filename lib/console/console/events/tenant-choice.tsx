import type { ReactNode } from "react";
import { Link } from "wouter";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { usePages } from "../../client/use-pages.ts";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { PageList } from "../../components/page-list.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { Section } from "../../components/section.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { tenantPath } from "../console-paths.ts";

type Tenant = components["schemas"]["Tenant"];

/** Leads to the events of one of the tenants. */
export function TenantChoice({ search, onSearch }: { search: string; onSearch(wanted: string): void }): ReactNode {
  const { api } = useConsole();
  const pages = usePages<Tenant>(["tenants", "events", search], (after, signal) => {
    const query = { limit: 100, ...(search && { search }), ...(after && { after }) };
    return answered(api.GET("/api/v1/tenants", { params: { query }, signal }));
  });
  return (
    <Section
      title={text("find.tenants")}
      actions={<SearchField label={text("tenants.search")} value={search} onSearch={onSearch} />}
    >
      <PageList
        label={text("find.tenants")}
        pages={pages}
        keyOf={({ id }) => id}
        row={(tenant) => <TenantLink tenant={tenant} />}
        nothing={
          search ? (
            <Nothing title={text("find.noTenant", { search: plainText(search) })} />
          ) : (
            <Nothing title={text("tenants.empty.title")}>{text("tenants.empty.text")}</Nothing>
          )
        }
      />
    </Section>
  );
}

const TenantLink = ({ tenant: { id, name } }: { tenant: Tenant }): ReactNode => (
  <Link href={tenantPath(id, "/events")} className="row">
    <span className="row-text">
      <span className="row-title">
        <Foreign>{name || id}</Foreign>
      </span>
      <span className="small soft">
        <Foreign>{id}</Foreign>
      </span>
    </span>
  </Link>
);
