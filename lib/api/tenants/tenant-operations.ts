import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { TenantStore } from "../../core/tenants.ts";
import type { DialectStore } from "../../dialects/definition.ts";
import { namedDialect } from "../dialects/named-dialects.ts";
import type { Operation } from "../http/guards.ts";
import { pageView, readPage } from "../http/pages.ts";
import { emptyAnswer, jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";
import { checked } from "../http/schema.ts";
import { tenantPatch, tenantSchema, tenantView } from "./tenant-schemas.ts";

export interface TenantPorts {
  tenants: TenantStore;
  dialects: Pick<DialectStore, "getDialect">;
  now: Clock;
}

/** The operator's operations on tenants. */
export function tenantOperations({ tenants, dialects, now }: TenantPorts) {
  const create: Operation = async ({ json }) => {
    const { name, dialect, id = newId("tnt", now()) } = checked(tenantSchema, json());
    if (dialect !== undefined) await namedDialect(dialects, dialect);
    // Not from 0 on: an id may be that of a deleted tenant, and caches know its subscriptions by version.
    const tenant = { id, name, dialect, version: now(), createdAt: new Date(now()).toISOString() };
    if (!(await tenants.createTenant(tenant))) {
      throw new Refusal(409, "There is a tenant with this id.", [{ path: "/id", message: "is taken" }]);
    }
    return jsonAnswer(201, tenantView(tenant));
  };

  const list: Operation = async ({ query }) =>
    jsonAnswer(200, pageView(await tenants.listTenants(readPage(query)), tenantView));

  const read: Operation = async ({ id }) => {
    const tenant = await tenants.getTenant(id);
    if (!tenant) throw notFound();
    return jsonAnswer(200, tenantView(tenant));
  };

  const update: Operation = async ({ id, json }) => {
    const changes = checked(tenantPatch, json());
    if (changes.dialect) await namedDialect(dialects, changes.dialect);
    const tenant = await tenants.updateTenant(id, changes);
    if (!tenant) throw notFound();
    return jsonAnswer(200, tenantView(tenant));
  };

  const remove: Operation = async ({ id }) => {
    const outcome = await tenants.deleteTenant(id);
    if (outcome === "absent") throw notFound();
    if (outcome === "in use") throw new Refusal(409, "The tenant has subscriptions: delete them first.");
    return emptyAnswer();
  };

  return { create, list, read, update, remove };
}
