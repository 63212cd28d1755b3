import type { EventHead, LogReader } from "../../core/log/log-reader.ts";
import { narrowedTo } from "../../core/matching/recorded-matches.ts";
import type { EventRecord } from "../../core/model/event.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import { isInScope, type PortalLimited } from "../../core/portal/capabilities.ts";
import type { SubscriptionLister } from "../../core/subscription/subscription-store.ts";
import { ulidIn } from "../../core/wire-ids.ts";
import { notFound } from "../http/refusals.ts";

/** The event that a request's path names, by an id of any form. */
export interface EventRequest extends TenantRef, PortalLimited {
  id: string;
}

export interface EventFinderPorts {
  log: Pick<LogReader, "getEvent" | "ulidOfOwnId">;
  subscriptions: SubscriptionLister;
}

/**
 * Finds the event that a request names, as `findAnyEvent` does. A portal token with a scope finds only events that gave
 * its subscriptions a delivery, and their records without the others. Throws a 404 `Refusal` otherwise.
 */
export async function findEvent({ log, subscriptions }: EventFinderPorts, request: EventRequest): Promise<EventRecord> {
  const event = await findAnyEvent(log, request);
  if (!request.portal?.scope) return event;
  const all = await subscriptions.listSubscriptions(request.tenantId);
  const visible = new Set(all.filter((one) => isInScope(request, one)).map(({ id }) => id));
  const narrowed = narrowedTo(event, (id) => visible.has(id));
  if (narrowed.subscriptionIds.length === 0) throw notFound();
  return narrowed;
}

/**
 * Finds a tenant's event by any id that its receivers see: its own id, or one that contains its ULID. A producer may
 * choose an id that looks like another event's ULID, so events are looked up by their own id first. Throws a 404
 * `Refusal` when there is no such event.
 */
export async function findAnyEvent(
  log: Pick<LogReader, "getEvent" | "ulidOfOwnId">,
  { tenantId, incarnation, id }: EventRequest,
): Promise<EventRecord> {
  const of = { tenantId, incarnation };
  const ulid = await ulidOf(log, of, id);
  const event = ulid && (await log.getEvent(of, ulid));
  if (!event) throw notFound();
  return event;
}

/** Finds the head of a tenant's event as `findAnyEvent` does. Resolves with undefined when there is no such event. */
export async function findEventHead(
  log: Pick<LogReader, "getEventHeads" | "ulidOfOwnId">,
  of: TenantRef,
  id: string,
): Promise<EventHead | undefined> {
  const ulid = await ulidOf(log, of, id);
  return ulid === undefined ? undefined : (await log.getEventHeads(of, [ulid])).get(ulid);
}

const ulidOf = async (log: Pick<LogReader, "ulidOfOwnId">, of: TenantRef, id: string): Promise<string | undefined> =>
  (await log.ulidOfOwnId(of, id)) ?? ulidIn(id, of.tenantId);
