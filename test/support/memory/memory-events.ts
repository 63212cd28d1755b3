import type { AcceptedEvent, AdmissionReader } from "../../../lib/core/admission.ts";
import type { EventWriter } from "../../../lib/core/events.ts";
import { ADMIN_KEY_ID } from "../../../lib/core/keys/api-keys.ts";
import { queuedCount } from "../../../lib/core/matching/recorded-matches.ts";
import type { OperatorKey } from "../../../lib/core/model.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryAdmissionReader = (world: MemoryWorld): AdmissionReader => ({
  admit: async (tenantId, keyId, eventIds) =>
    world.faults.call("admit", () => ({
      apiKey: keyId === undefined ? undefined : keyOf(world, tenantId, keyId),
      adminKeysSince: keyId === ADMIN_KEY_ID ? world.adminKeys.endedBefore : undefined,
      tenant: world.tenants.get(tenantId),
      catalogVersion: world.catalog.version,
      accepted: new Map(eventIds.flatMap((id) => acceptedEvent(world, tenantId, id)).map((e) => [e.id, e])),
    })),
});

const keyOf = ({ operatorKeys, apiKeys }: MemoryWorld, tenantId: string, keyId: string): OperatorKey | undefined =>
  operatorKeys.get(keyId) ?? apiKeys.values().find((k) => k.id === keyId && k.tenantId === tenantId);

function acceptedEvent({ events }: MemoryWorld, tenantId: string, eventId: string): AcceptedEvent[] {
  const event = events.get(`${tenantId}/${eventId}`);
  return event ? [{ id: event.id, digest: event.digest, deliveries: queuedCount(event), skipped: event.skipped }] : [];
}

export const memoryEventWriter = ({ faults, events }: MemoryWorld): EventWriter => ({
  putEvents: async (records) =>
    faults.call("putEvents", () => {
      for (const event of records) events.put(`${event.tenantId}/${event.id}`, event, event.receivedAt);
    }),
});
