import { parseDeliveryId, SUBSCRIPTION_ID } from "../ids.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Tenant } from "../model/tenant.ts";
import { isOfDeletedTenant, refOf, type TenantStore } from "../tenants.ts";
import { ulidIn } from "../wire-ids.ts";
import { type Findings, type FoundThing, type FoundType, MOST_FOUND, type ThingReader } from "./found-thing.ts";
import { isOfOwnForm, namedBy } from "./named-by.ts";

export interface FinderPorts {
  things: ThingReader;
  tenants: Pick<TenantStore, "listTenants" | "getTenant">;
  log: Pick<LogReader, "getEvent">;
}

/** Up to three rows of each: the tenant, the claim of an own id, and an event, in calls that read up to 100 rows. */
const MOST_TENANTS = 5_000;
const TENANTS_AT_ONCE = 250;

/**
 * Finds what an id names, among the things of all tenants. The ids of events and subscriptions don't say whose they are,
 * so these are looked for tenant by tenant, newest tenants first.
 *
 * @param mostTenants the most tenants to look at
 */
export function finder({ things, tenants, log }: FinderPorts, mostTenants = MOST_TENANTS) {
  return find;

  async function find(id: string): Promise<Findings> {
    const named = await things.readNamed(namedBy(id));
    const found = (await ofPresentTenants(named)).map(withoutOperatorsName);
    const isSettled = isOfOwnForm(id) && (named.length > 0 || !isOfTenant(id));
    return isSettled ? { found, complete: true } : search(id, found);
  }

  async function ofPresentTenants(named: FoundThing[]): Promise<FoundThing[]> {
    const isPresent = await Promise.all(named.map(isOfPresentTenant));
    return named.filter((_thing, index) => isPresent[index]);
  }

  /** If the tenant was created again, its things are newer than itself. */
  async function isOfPresentTenant({ type, id, tenantId }: FoundThing): Promise<boolean> {
    if (tenantId === undefined || !ERASED_LATER.has(type)) return true;
    return !isOfDeletedTenant({ ulid: ulidBehindPrefix(id) }, await tenants.getTenant(tenantId));
  }

  async function search(id: string, named: FoundThing[]): Promise<Findings> {
    const found = [...named];
    let after: string | undefined;
    for (let looked = 0; looked < mostTenants; looked += TENANTS_AT_ONCE) {
      const { items, next } = await tenants.listTenants({ limit: TENANTS_AT_ONCE, after });
      const here = await thingsOf(id, items);
      found.push(...here.found);
      if (found.length > MOST_FOUND) break;
      if (here.isOnly || next === undefined) return { found, complete: true };
      after = next;
    }
    return { found: found.slice(0, MOST_FOUND), complete: false };
  }

  /** Resolves with the things of these tenants. `isOnly`: no other tenant can have a thing with this id. */
  async function thingsOf(id: string, some: Tenant[]): Promise<{ found: FoundThing[]; isOnly: boolean }> {
    if (SUBSCRIPTION_ID.test(id)) return only(await subscriptionOf(id, some));
    if (parseDeliveryId(id)) return only(await deliveryWithoutRow(id, some));
    const possible = some.map((tenant) => ({ of: refOf(tenant), ulid: ulidIn(id, tenant.id), ownId: id }));
    const found = await things.readEvents(possible);
    return { found: found.map(({ event }) => event), isOnly: found.some(({ isOwnId }) => !isOwnId) };
  }

  function subscriptionOf(id: string, some: Tenant[]): Promise<FoundThing | undefined> {
    const tenantIds = some.map((tenant) => tenant.id);
    return things.readSubscription(id, tenantIds);
  }

  /** A delivery has no row before its first attempt. Its event lists it. */
  async function deliveryWithoutRow(id: string, some: Tenant[]): Promise<FoundThing | undefined> {
    const { ulid = "", subscriptionId = "" } = parseDeliveryId(id) ?? {};
    const subscription = await subscriptionOf(subscriptionId, some);
    const tenant = some.find((one) => one.id === subscription?.tenantId);
    const event = tenant && (await log.getEvent(refOf(tenant), ulid));
    if (!event?.subscriptionIds.includes(subscriptionId)) return undefined;
    return { type: "delivery", id, tenantId: event.tenantId, subscriptionId };
  }
}

/** Things that are erased some time after their tenant is deleted. */
const ERASED_LATER: ReadonlySet<FoundType> = new Set(["delivery", "replay", "alert"]);

/** The time in this ULID is when a replay or an alert was made, or when a delivery's event was accepted. */
const ulidBehindPrefix = (id: string): string => id.slice(4, 30);

/** Only the admin key may list the operator's keys with their names. */
const withoutOperatorsName = (thing: FoundThing): FoundThing =>
  thing.type === "operator-key" ? { type: thing.type, id: thing.id } : thing;

/** Is it the id of a thing that only its tenant leads to? */
const isOfTenant = (id: string): boolean => SUBSCRIPTION_ID.test(id) || parseDeliveryId(id) !== undefined;

const only = (thing: FoundThing | undefined) => ({ found: thing ? [thing] : [], isOnly: thing !== undefined });
