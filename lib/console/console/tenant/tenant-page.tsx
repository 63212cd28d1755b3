import type { ReactNode } from "react";
import type { components } from "../../client/api.d.ts";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import type { SameAs } from "../../components/site.ts";
import { text } from "../../texts/texts.ts";

/** One tenant, and what is set for it. */
export function TenantPage({ tenant }: { tenant: components["schemas"]["Tenant"] }): ReactNode {
  const { id, name, createdAt, dialect, maxRetries } = tenant;
  return (
    <PageFrame title={<Foreign>{name || id}</Foreign>} sameAs={sameAs(id)}>
      <Facts>
        <Fact name={text("tenant.id")}>
          <code>
            <Foreign>{id}</Foreign>
          </code>
        </Fact>
        <Fact name={text("tenant.created")}>
          <Moment at={createdAt} />
        </Fact>
        <Fact name={text("tenant.dialect")}>{dialect ?? text("tenant.asStack")}</Fact>
        <Fact name={text("tenant.retries")}>{maxRetries ?? text("tenant.asStack")}</Fact>
      </Facts>
    </PageFrame>
  );
}

const sameAs = (id: string): SameAs => ({
  command: ["tenants", "show", id],
  request: { method: "GET", path: `/api/v1/tenants/${encodeURIComponent(id)}` },
});
