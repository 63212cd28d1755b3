import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import { newId, newIncarnation } from "../../core/ids.ts";
import { refOf, type TenantFinder, type TenantStore } from "../../core/tenants.ts";
import type { DialectStore } from "../../dialects/dialect-store.ts";
import { namedDialect } from "../dialects/named-dialects.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageView } from "../http/pages.ts";
import { notFound } from "../http/refusals.ts";
import type { tenantRoutes } from "./tenant-routes.ts";
import { tenantView } from "./tenant-views.ts";

export interface TenantPorts {
  tenants: TenantStore;
  tenantFinder: TenantFinder;
  dialects: Pick<DialectStore, "getDialect">;
  now: Clock;
}

/** The operator's operations on tenants. */
export const tenantOperations = ({
  tenants,
  tenantFinder,
  dialects,
  now,
}: TenantPorts): Operations<typeof tenantRoutes> => ({
  createTenant: async ({ body, ...caller }) => {
    const { name, dialect, maxRetries, id = newId("tnt", now()) } = body;
    if (dialect !== undefined) await namedDialect(dialects, dialect);
    // The version doesn't start from 0, because caches may have subscriptions of a deleted tenant with the same id, by
    // version.
    const own = { incarnation: newIncarnation(), version: now(), createdAt: new Date(now()).toISOString() };
    const tenant = { id, name, dialect, maxRetries, ...own };
    const resource = { type: "tenant", id } as const;
    const change = { action: "createTenant", resource, tenant: refOf(tenant), after: tenantView(tenant) };
    if (!(await tenants.createTenant(tenant, auditEntry(caller, change, now())))) {
      throw new Refusal(409, "This id is already taken.", [{ path: "/id", message: "is taken" }]);
    }
    return jsonAnswer(201, tenantView(tenant));
  },

  listTenants: async ({ query: { search, ...page } }) => {
    const found = search === undefined ? tenants.listTenants(page) : tenantFinder.findTenants(search, page);
    return jsonAnswer(200, pageView(await found, tenantView));
  },

  readTenant: async ({ id }) => {
    const tenant = await tenants.getTenant(id);
    if (!tenant) throw notFound();
    return jsonAnswer(200, tenantView(tenant));
  },

  updateTenant: async ({ id, body, ...caller }) => {
    if (body.dialect) await namedDialect(dialects, body.dialect);
    const tenant = await tenants.updateTenant(id, body, (after, before) => {
      const states = { before: tenantView(before), after: tenantView(after) };
      const resource = { type: "tenant", id } as const;
      return auditEntry(caller, { action: "updateTenant", resource, tenant: refOf(after), ...states }, now());
    });
    if (!tenant) throw notFound();
    return jsonAnswer(200, tenantView(tenant));
  },
});
