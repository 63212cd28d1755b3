import type { ReactNode } from "react";
import { Link } from "wouter";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
import { auditPath, consolePath } from "../console-paths.ts";
import { type KnownTenant, sameAsTenant } from "../tenants/tenant-requests.ts";
import { AlertContacts } from "./alert-contacts.tsx";
import { TenantLimits } from "./tenant-limits.tsx";
import { TenantTrouble } from "./tenant-trouble.tsx";

/** One tenant: what is set for it, which endpoints are in trouble, who hears of that, and its limits. */
export function TenantPage({ tenant }: { tenant: KnownTenant }): ReactNode {
  const { id, name, createdAt, dialect, maxRetries } = tenant;
  return (
    <PageFrame title={<Foreign>{name || id}</Foreign>} actions={<Logs id={id} />} sameAs={sameAsTenant(id)}>
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
      <TenantTrouble id={id} />
      <AlertContacts />
      <TenantLimits />
    </PageFrame>
  );
}

/** What the console's logs have about the tenant. */
const Logs = ({ id }: { id: string }): ReactNode => (
  <span className="buttons">
    <Link className="button" href={consolePath(`/alerts?${new URLSearchParams({ tenantId: id })}`)}>
      {text("alerts.title")}
    </Link>
    <Link className="button" href={auditPath({ tenantId: id })}>
      {text("audit.title")}
    </Link>
  </span>
);
