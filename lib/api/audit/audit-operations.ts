import type { AuditEntry } from "../../core/audit/audit-entry.ts";
import type { AuditLister } from "../../core/audit/audit-store.ts";
import { Refusal } from "../../core/errors.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import { refOf, type TenantStore } from "../../core/tenants.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Caller, Operations } from "../http/endpoint.ts";
import { pageView } from "../http/pages.ts";
import type { auditRoutes } from "./audit-routes.ts";

export interface AuditPorts {
  auditEntries: AuditLister;
  tenants: Pick<TenantStore, "getTenant">;
}

/** The audit log. A tenant's key reads the tenant's own entries, and no others. */
export function auditOperations({ auditEntries, tenants }: AuditPorts): Operations<typeof auditRoutes> {
  /** Resolves with undefined if there is no such tenant. Nothing is left of the entries of a deleted one. */
  async function namedTenant({ tenantId, incarnation }: Caller, named: string): Promise<TenantRef | undefined> {
    if (tenantId !== "") return { tenantId, incarnation };
    const tenant = await tenants.getTenant(named);
    return tenant && refOf(tenant);
  }

  return {
    listAuditEntries: async ({ query: { tenantId: named, limit, after, since, until, ...filter }, ...caller }) => {
      if (caller.tenantId !== "" && (named ?? caller.tenantId) !== caller.tenantId) throw otherTenants();
      const wanted = named ?? caller.tenantId;
      const tenant = wanted === "" ? undefined : await namedTenant(caller, wanted);
      if (wanted !== "" && !tenant) return jsonAnswer(200, pageView({ items: [] }, auditView));
      const span = { ...(since && { since }), ...(until && { until }) };
      const page = await auditEntries.listEntries({ ...filter, ...span, tenant }, { limit, after });
      return jsonAnswer(200, pageView(page, auditView));
    },
  };
}

const otherTenants = () =>
  new Refusal(403, "This key reads only its own tenant's entries.", [
    { path: "/tenantId", message: "must be left out, or name the key's own tenant" },
  ]);

const auditView = ({ id, at, tenant, actor, action, resource, before, after }: AuditEntry) => ({
  id,
  at,
  tenantId: tenant?.tenantId,
  actor,
  action,
  resource,
  before,
  after,
});
