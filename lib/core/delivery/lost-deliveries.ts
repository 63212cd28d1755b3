import { type ForgottenPorts, releaseForgottenHolds } from "../health/forgotten-holds.ts";
import { deliveryId, eventUlidOf } from "../ids.ts";
import type { Page } from "../kit/pages.ts";
import type { EventHead, LogReader } from "../log/log-reader.ts";
import { queuedCount } from "../matching/recorded-matches.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import type { Tenant, TenantRef } from "../model/tenant.ts";
import { type SubscriptionLister, subscriptionKeyOf } from "../subscription/subscription-store.ts";
import { refOf, type TenantStore } from "../tenants.ts";
import { hasEnded } from "./lifecycle.ts";
import { type RunPorts, type RunRequest, startRuns } from "./runs.ts";

const DAY_MS = 86_400_000;

/**
 * SQS deletes a message 14 days after it was sent
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-architecture.html). A day later,
 * a delivery that nothing has touched since then has no message, unless a stuck letter was sent again. Its new run makes
 * such a letter stale. An earlier look would double every delivery of a backlog.
 */
const LOST_AFTER_MS = 15 * DAY_MS;

/** Events are looked at on two days in a row, so that one failed day loses none. */
const WINDOW_MS = 2 * DAY_MS;

/**
 * An event this close to the end of its retention is left out. The row of its delivery may expire between two reads, and
 * a delivery that has ended would seem untried.
 */
const EXPIRING_MS = 3_600_000;

/** An event of a page may have 256 KiB of data. */
const PAGE = 25;
const ROWS = 100;

export interface LostPorts extends RunPorts, Pick<ForgottenPorts, "standings"> {
  /** How long events and deliveries are kept. */
  retentionDays: number;
  tenants: Pick<TenantStore, "listTenants">;
  subscriptions: SubscriptionLister;
  log: Pick<LogReader, "getDeliveries" | "getEvent" | "getEvents" | "listDeliveries" | "listEvents">;
  /** Told of each subscription whose held deliveries had been forgotten. Their release has begun. */
  onForgotten(subscription: SubscriptionKey): void;
}

/**
 * Finds deliveries that wait, but whose message has certainly ended, and queues them again in a new run. A delivery that
 * was never tried has no row, and is found by its event. Deliveries with a row are found by their state. Begins the
 * release of held deliveries for which nothing is due.
 *
 * @param hour 0 to 23. Each tenant has its turn in one hour of the day.
 * @returns the number of deliveries that were queued again
 * @throws the first failure, after all tenants had their turn
 */
export function requeueLost(ports: LostPorts) {
  const { tenants, subscriptions, log, now } = ports;
  const oldestMs = Math.min(LOST_AFTER_MS + WINDOW_MS, ports.retentionDays * DAY_MS - EXPIRING_MS);
  const start = startRuns(ports);
  const releaseForgotten = releaseForgottenHolds(ports);

  return async function requeue(hour: number, isLate: () => boolean): Promise<number> {
    let found = 0;
    const failures: unknown[] = [];
    for await (const page of pagesOf((after) => tenants.listTenants({ limit: ROWS, after }))) {
      for (const tenant of page.filter((one) => hourOf(one) === hour)) {
        try {
          found += await ofTenant(tenant, isLate);
        } catch (error) {
          failures.push(error);
        }
      }
    }
    if (failures.length > 0) throw failures[0];
    return found;
  };

  async function ofTenant(tenant: Tenant, isLate: () => boolean): Promise<number> {
    requireTime(isLate);
    const own = await subscriptions.listSubscriptions(tenant.id);
    // The deliveries of a pull subscription wait without a message.
    const pulled = new Set(own.flatMap(({ id, pull }) => (pull ? [id] : [])));
    const of = refOf(tenant);
    let found = await untriedOf(of, pulled, isLate);
    for (const subscription of own) if (!subscription.pull) found += await waitingOf(subscription, of, isLate);
    // Each ordered lane is due at some time, see `LaneStore`.
    for (const subscription of own)
      if (!subscription.pull && !subscription.ordered) await releaseHeldOf(subscriptionKeyOf(subscription), isLate);
    return found;
  }

  async function releaseHeldOf(key: SubscriptionKey, isLate: () => boolean): Promise<void> {
    requireTime(isLate);
    if (await releaseForgotten(key)) ports.onForgotten(key);
  }

  async function untriedOf(of: TenantRef, pulled: ReadonlySet<string>, isLate: () => boolean): Promise<number> {
    const span = { since: isoAt(now() - oldestMs), until: lostBefore(), order: "oldest" as const };
    let found = 0;
    for await (const heads of pagesOf((after) => log.listEvents(of, span, { limit: PAGE, after }))) {
      const counts = await Promise.all(heads.map((head) => untriedOfEvent(of, head, pulled, isLate)));
      found += counts.reduce((sum, count) => sum + count, 0);
    }
    return found;
  }

  async function untriedOfEvent(
    of: TenantRef,
    { ulid, deliveries, undecided = 0 }: EventHead,
    pulled: ReadonlySet<string>,
    isLate: () => boolean,
  ): Promise<number> {
    requireTime(isLate);
    // The head doesn't count the deliveries of matches that were undecided when the event came in.
    const event = deliveries + undecided > 0 ? await log.getEvent(of, ulid) : undefined;
    if (!event || event.contentErasedAt !== undefined || event.test) return 0;
    const ids = event.subscriptionIds.slice(0, queuedCount(event)).filter((id) => !pulled.has(id));
    let found = 0;
    for (let at = 0; at < ids.length; at += ROWS) {
      requireTime(isLate);
      found += await startLost(ids.slice(at, at + ROWS).map((subscriptionId) => ({ event, subscriptionId })));
    }
    return found;
  }

  async function waitingOf(
    { id: subscriptionId }: Subscription,
    of: TenantRef,
    isLate: () => boolean,
  ): Promise<number> {
    const filter = { states: ["pending", "retrying"] as const, until: lostBefore(), order: "oldest" as const };
    const key = { tenantId: of.tenantId, subscriptionId };
    let found = 0;
    for await (const page of pagesOf((after) => log.listDeliveries(key, filter, { limit: PAGE, after }))) {
      requireTime(isLate);
      const lost = page.filter(isLost);
      const events = lost.length > 0 ? [...(await log.getEvents(of, lost.map(eventUlidOf))).values()] : [];
      const kept = events.filter(({ contentErasedAt }) => contentErasedAt === undefined);
      found += await startLost(
        kept.map((event) => ({ event: { ...event, subscriptionIds: [subscriptionId] }, subscriptionId })),
      );
    }
    return found;
  }

  async function startLost(requests: RunRequest[]): Promise<number> {
    const idOf = ({ event, subscriptionId }: RunRequest) => deliveryId(event.ulid, subscriptionId);
    const rows = requests.length > 0 ? await log.getDeliveries(requests.map(idOf)) : new Map<string, Delivery>();
    const lost = requests.filter((request) => isLost(rows.get(idOf(request))));
    return lost.length > 0 ? (await start(lost, { trigger: "scheduled" })).length : 0;
  }

  function lostBefore(): string {
    return isoAt(now() - LOST_AFTER_MS);
  }

  function isLost(row: Delivery | undefined): boolean {
    // A held delivery waits without a message, perhaps for weeks.
    return row === undefined || (!hasEnded(row) && row.state !== "held" && row.updatedAt < lostBefore());
  }
}

/** A tenant that doesn't fit into an invocation is continued nowhere, so the function must fail and raise its alarm. */
function requireTime(isLate: () => boolean): void {
  if (isLate()) throw new Error("the search for lost deliveries didn't finish in time");
}

async function* pagesOf<T>(read: (after: string | undefined) => Promise<Page<T>>): AsyncGenerator<T[]> {
  let after: string | undefined;
  do {
    const page = await read(after);
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}

const hourOf = ({ id }: Tenant): number => [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 24;

const isoAt = (ms: number): string => new Date(ms).toISOString();
