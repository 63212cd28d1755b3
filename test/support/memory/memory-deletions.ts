import { badCursor } from "../../../lib/core/errors.ts";
import { ownIdClaim } from "../../../lib/core/events.ts";
import { actingCaller } from "../../../lib/core/idempotency.ts";
import { deliveryId, firstUlidAt, TENANT_DELETION_ID } from "../../../lib/core/ids.ts";
import { isOperatorKeyId } from "../../../lib/core/keys/api-keys.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { TallyScope } from "../../../lib/core/tally/sheets.ts";
import { encodeDeletionSlice } from "../../../lib/core/tenant-deletion/deletion-message.ts";
import type {
  DeletionQueue,
  TenantDeletionStore,
  TenantEraser,
} from "../../../lib/core/tenant-deletion/deletion-ports.ts";
import type { ErasedPage } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import type { Faults } from "./fault-plan.ts";
import { auditOf } from "./memory-audit.ts";
import { claimPlace, eventPlace } from "./memory-events.ts";
import { placeOfBranding } from "./memory-portal-brandings.ts";
import { memoryPortalSessionStore } from "./memory-portal-sessions.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import { deletedPlace } from "./memory-subscriptions.ts";
import { ownerOf } from "./memory-tallies.ts";
import { tenantPlaceOf } from "./memory-tenant-places.ts";
import type { MemoryWorld } from "./memory-world.ts";
import type { Shelf } from "./shelf.ts";

export const memoryTenantDeletionStore = ({ faults, tenantDeletions }: MemoryWorld): TenantDeletionStore => ({
  getDeletion: async (id) => faults.call("readDeletions", () => tenantDeletions.get(id)),
  listDeletions: async ({ limit, after = "tdl_~" }) =>
    faults.call("readDeletions", () => {
      if (after !== "tdl_~" && !TENANT_DELETION_ID.test(after)) throw badCursor();
      const newest = tenantDeletions.values().sort((a, b) => (a.id < b.id ? 1 : -1));
      const left = newest.filter(({ id }) => id < after);
      const items = left.slice(0, limit);
      return left.length > limit ? { items, next: String(items.at(-1)?.id) } : { items };
    }),
  listUnfinished: async () =>
    faults.call("readDeletions", () => tenantDeletions.values().filter(({ state }) => state !== "completed")),
  putDeletion: async (deletion, version) =>
    faults.call("putDeletion", () => {
      if (tenantDeletions.get(deletion.id)?.version !== version) return false;
      tenantDeletions.put(deletion.id, deletion);
      return true;
    }),
});

export const memoryDeletionQueue = (queue: MemoryQueue, faults: Faults): DeletionQueue => ({
  sendSlice: async (slice, delaySeconds) =>
    faults.call("sendDeletionSlice", () => void queue.send(encodeDeletionSlice(slice), undefined, delaySeconds)),
});

/** A page of events or of subscriptions is one of them. Each row is erased by a call of its own. */
export function memoryTenantEraser(world: MemoryWorld): TenantEraser {
  const { events, claims, laterMatches, recipients, replays, replayPlaces, testPlaces } = world;
  const { rejected, idempotency, deletedSubscriptions } = world;

  return {
    events: async (deletion) => {
      const [event] = events.values().filter((one) => eventPlace(one, "") === eventPlace(deletion, ""));
      if (!event) return { done: true };
      const place = eventPlace(event, event.ulid);
      const later = laterMatches.values().filter((match) => eventPlace(match, match.ulid) === place);
      const ids = [...event.subscriptionIds, ...(event.undecidedIds ?? []), ...later.map((one) => one.subscriptionId)];
      const deliveries = eraseDeliveries(new Set(ids.map((id) => deliveryId(event.ulid, id))));
      for (const id of ids) eraseStatus(id);
      const notes = recipients.values().filter((note) => eventPlace(note, note.ulid) === place);
      for (const { subscriptionId } of notes) erase(recipients, `${place}/${subscriptionId}`);
      for (const { subscriptionId } of later) erase(laterMatches, `${place}/${subscriptionId}`);
      erase(claims, claimPlace(deletion, claimOf(event)));
      erase(events, place);
      return { events: 1, deliveries, done: false };
    },
    subscriptions: async (deletion) => {
      const [subscription] = deletedSubscriptions
        .values()
        .filter((one) => eventPlace(one, "") === eventPlace(deletion, ""));
      if (!subscription) return { done: true };
      const own = world.deliveries.values().filter((one) => one.subscriptionId === subscription.subscriptionId);
      const deliveries = eraseDeliveries(new Set(own.map(({ id }) => id)));
      eraseStatus(subscription.subscriptionId);
      eraseTallies({ subscriptionId: subscription.subscriptionId });
      erase(deletedSubscriptions, deletedPlace(subscription));
      return { deliveries, done: false };
    },
    replays: async (deletion) => {
      const own = replays.values().filter((replay) => eventPlace(replay, "") === eventPlace(deletion, ""));
      erase(replayPlaces, tenantPlaceOf(deletion));
      erase(testPlaces, tenantPlaceOf(deletion));
      return erased(own, ({ id }) => erase(replays, eventPlace(deletion, id)));
    },
    tallies: async (deletion) => {
      eraseTallies({ tenantId: deletion.tenantId, incarnation: deletion.incarnation });
      return { done: true };
    },
    answers: async (deletion) => {
      const all = idempotency.values().map(({ claim }) => claim);
      const acting = ({ caller }: { caller: string }) => {
        const [keyId = ""] = caller.split("@");
        return isOperatorKeyId(keyId) && caller === actingCaller(keyId, deletion);
      };
      return erased(all.filter(acting), ({ caller, key }) => erase(idempotency, `${caller}/${key}`));
    },
    "portal-sessions": async (deletion) => {
      await memoryPortalSessionStore(world).endSessions(deletion);
      return { done: true };
    },
    "portal-branding": async (deletion) => {
      const place = placeOfBranding(deletion);
      const { logo } = world.brandings.get(place) ?? {};
      if (logo) erase(world.logos, logo.id);
      erase(world.brandings, place);
      return { done: true };
    },
    "rejected-events": async ({ tenantId, tenantSince, createdAt }) => {
      const [first = "", last = ""] = [Date.parse(tenantSince), Date.parse(createdAt) + 1].map(
        (ms) => `rej_${firstUlidAt(ms)}`,
      );
      const own = rejected.values().filter((one) => one.tenantId === tenantId && one.id >= first && one.id <= last);
      return erased(own, ({ id }) => erase(rejected, id));
    },
    alerts: async ({ tenantId, tenantSince, createdAt }) => {
      const own = world.alerts.values().filter((one) => one.tenantId === tenantId);
      const inTime = own.filter(({ at }) => at >= tenantSince && at <= createdAt);
      return erased(inTime, ({ id }) => erase(world.alerts, id));
    },
    audit: async (deletion) => erased(auditOf(world, deletion), ({ id }) => erase(world.audit, id)),
  };

  function erase<T>(from: Shelf<T>, key: string): void {
    world.faults.call("eraseRow", () => from.delete(key));
  }

  function eraseDeliveries(ids: ReadonlySet<string>): number {
    const rows = world.deliveries.values().filter(({ id }) => ids.has(id));
    for (const { id } of rows) {
      for (const { deliveryId: of, attempt } of world.attempts.values())
        if (of === id) erase(world.attempts, `${id}/${attempt.number}`);
      erase(world.deliveries, id);
    }
    return rows.length;
  }

  function eraseTallies(scope: TallyScope): void {
    for (const [key, { owner }] of world.tallies.entries()) if (owner === ownerOf(scope)) erase(world.tallies, key);
  }

  function eraseStatus(subscriptionId: string): void {
    erase(world.statuses, subscriptionId);
    erase(world.filterProblems, subscriptionId);
    erase(world.digests, subscriptionId);
    erase(world.health, subscriptionId);
  }
}

const claimOf = ({ id, keyClaim }: EventRecord): string => keyClaim ?? ownIdClaim(id);

function erased<T>(rows: T[], eraseOne: (row: T) => void): ErasedPage {
  for (const row of rows) eraseOne(row);
  return { done: true };
}
