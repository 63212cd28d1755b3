import type { ReactNode } from "react";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
import { type KnownTenant, sameAsTenant } from "../tenants/tenant-requests.ts";
import { AlertContacts } from "./alert-contacts.tsx";
import { TenantLimits } from "./tenant-limits.tsx";

/** One tenant: what is set for it, its limits, and who hears of its problems. */
export function TenantPage({ tenant }: { tenant: KnownTenant }): ReactNode {
  const { id, name, createdAt, dialect, maxRetries } = tenant;
  return (
    <PageFrame title={<Foreign>{name || id}</Foreign>} sameAs={sameAsTenant(id)}>
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
      <TenantLimits />
      <AlertContacts />
    </PageFrame>
  );
}
