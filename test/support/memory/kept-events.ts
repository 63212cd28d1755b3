import { ownIdClaim } from "../../../lib/core/events.ts";
import { eventIdOf } from "../../../lib/core/ids.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { TenantRef } from "../../../lib/core/model/tenant.ts";
import { refOf } from "../../../lib/core/tenants.ts";
import { claimPlace, eventPlace } from "./memory-events.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** A tenant of a world, in its present incarnation. */
export function tenantIn({ tenants }: MemoryWorld, tenantId = "acme"): TenantRef {
  const tenant = tenants.get(tenantId);
  if (!tenant) throw new Error(`there is no tenant ${tenantId}`);
  return refOf(tenant);
}

/** Puts an event in its tenant's log. An event with an own id also gets its claim. */
export function keepEvent(world: MemoryWorld, event: EventRecord): EventRecord {
  const kept = { ...event, ...tenantIn(world, event.tenantId) };
  const { id, ulid, receivedAt } = kept;
  world.events.put(eventPlace(kept, ulid), kept, receivedAt);
  const name = ownIdClaim(id);
  if (id !== eventIdOf(ulid)) world.claims.put(claimPlace(kept, name), { name, ulid, digest: "d" }, receivedAt);
  return kept;
}

/** An event by its public id. */
export const eventNamed = ({ events }: MemoryWorld, id: string): EventRecord | undefined =>
  events.values().find((event) => event.id === id);

/** Removes an event from the log, as its expiry does. */
export function forgetEvent(world: MemoryWorld, id: string): void {
  const event = eventNamed(world, id);
  if (event) world.events.delete(eventPlace(event, event.ulid));
}
