import { ownIdClaim } from "../../../lib/core/events.ts";
import type { FoundEvent, FoundThing, NamedThing, ThingReader } from "../../../lib/core/find/found-thing.ts";
import { claimPlace, eventPlace } from "./memory-events.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryThingReader = (world: MemoryWorld): ThingReader => ({
  readNamed: async (things) =>
    world.faults.call("readThings", () =>
      things.flatMap((thing) => {
        const record = recordOf(world, thing);
        return record ? [described(thing, record)] : [];
      }),
    ),
  readSubscription: async (subscriptionId, tenantIds) =>
    world.faults.call("readThings", () => {
      const found = world.subscriptions
        .values()
        .find(({ id, tenantId }) => id === subscriptionId && tenantIds.includes(tenantId));
      if (!found) return undefined;
      const { id, tenantId, name, url } = found;
      return { type: "subscription", id, tenantId, name, url: url || undefined };
    }),
  readEvents: async (events) =>
    world.faults.call("readThings", () =>
      events.flatMap(({ of, ulid, ownId }): FoundEvent[] => {
        const claim = world.claims.get(claimPlace(of, ownIdClaim(ownId)));
        const event = world.events.get(eventPlace(of, claim?.ulid ?? ulid ?? ""));
        if (!event) return [];
        const found = { type: "event", id: event.id, tenantId: of.tenantId, about: event.type } as const;
        return [{ event: found, isOwnId: claim !== undefined }];
      }),
    ),
});

interface Described {
  tenantId?: string | undefined;
  subscriptionId?: string | undefined;
  name?: string | undefined;
  type?: string | undefined;
}

const described = ({ type, id }: NamedThing, record: Described): FoundThing => ({
  type,
  id,
  tenantId: type === "tenant" ? id : record.tenantId,
  subscriptionId: record.subscriptionId,
  name: record.name,
  about: record.type,
});

function recordOf(world: MemoryWorld, { type, id }: NamedThing): Described | undefined {
  const withId = <T extends { id: string }>(records: T[]) => records.find((record) => record.id === id);
  switch (type) {
    case "tenant":
      return world.tenants.get(id);
    case "api-key":
      return withId(world.apiKeys.values());
    case "operator-key":
      return withId(world.operatorKeys.values());
    case "delivery":
      return withId(world.deliveries.values());
    case "replay":
      return withId(world.replays.values());
    case "alert":
      return withId(world.alerts.values());
    case "rejected-event":
      return withId(world.rejected.values());
    case "tenant-deletion":
      return withId(world.tenantDeletions.values());
  }
}
