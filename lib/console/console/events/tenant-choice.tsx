import type { ReactNode } from "react";
import { Link } from "wouter";
import { plainText } from "../../components/foreign.tsx";
import { PageList } from "../../components/page-list.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { Section } from "../../components/section.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { tenantPath } from "../console-paths.ts";
import { TenantName } from "../tenants/tenant-name.tsx";
import { useTenants } from "../tenants/use-tenants.ts";

/** Leads to the events of one of the tenants. */
export function TenantChoice({ search, onSearch }: { search: string; onSearch(wanted: string): void }): ReactNode {
  const pages = useTenants(search);
  return (
    <Section
      title={text("find.tenants")}
      actions={<SearchField label={text("tenants.search")} value={search} onSearch={onSearch} />}
    >
      <PageList
        label={text("find.tenants")}
        pages={pages}
        keyOf={({ id }) => id}
        row={(tenant) => (
          <Link href={tenantPath(tenant.id, "/events")} className="row">
            <TenantName tenant={tenant} />
          </Link>
        )}
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
