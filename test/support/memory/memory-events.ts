import type { AdmissionReader } from "../../../lib/core/admission.ts";
import { keyIdOfSession } from "../../../lib/core/console/console-token.ts";
import type { EventClaim, EventClaims, EventWriter } from "../../../lib/core/events.ts";
import { timeOfUlid } from "../../../lib/core/ids.ts";
import { ADMIN_KEY_ID } from "../../../lib/core/keys/api-keys.ts";
import type { OperatorKey } from "../../../lib/core/model/api-key.ts";
import type { HeldFor } from "../../../lib/core/model/delivery.ts";
import type { TenantRef } from "../../../lib/core/model/tenant.ts";
import { portalSessionIn } from "./memory-portal-sessions.ts";
import type { MemoryWorld } from "./memory-world.ts";
import { shuffledMap } from "./shuffle.ts";

export const memoryAdmissionReader = (world: MemoryWorld): AdmissionReader => ({
  admit: async (tenantId, keyId) =>
    world.faults.call("admit", () => ({
      apiKey: keyId === undefined ? undefined : keyOf(world, tenantId, keyIdOfSession(keyId) ?? keyId),
      adminKeysSince: (keyIdOfSession(keyId ?? "") ?? keyId) === ADMIN_KEY_ID ? world.adminKeys.endedBefore : undefined,
      consoleSession: world.consoleSessions.get(keyId ?? ""),
      portalSession: keyId === undefined ? undefined : portalSessionIn(world, tenantId, keyId),
      tenant: world.tenants.get(tenantId),
      rates: world.rates.get(tenantId),
      holds: holdsOf(world, tenantId),
      catalogVersion: world.catalog.version,
    })),
});

function holdsOf({ holds }: MemoryWorld, tenantId: string): ReadonlyMap<string, HeldFor> | undefined {
  const entries = Object.entries(holds.get(tenantId) ?? {});
  return entries.length > 0 ? new Map(entries) : undefined;
}

const keyOf = ({ operatorKeys, apiKeys }: MemoryWorld, tenantId: string, keyId: string): OperatorKey | undefined =>
  operatorKeys.get(keyId) ?? apiKeys.values().find((k) => k.id === keyId && k.tenantId === tenantId);

/** The key of an event in a world's `events`. */
export const eventPlace = ({ tenantId, incarnation }: TenantRef, ulid: string): string =>
  `${tenantId}~${incarnation}/${ulid}`;

/** The key of a claim in a world's `claims`. */
export const claimPlace = ({ tenantId, incarnation }: TenantRef, name: string): string =>
  `${tenantId}~${incarnation}/${name}`;

export const memoryEventClaims = ({ faults, claims, shuffle }: MemoryWorld): EventClaims => {
  const found = (of: TenantRef, names: string[]) =>
    shuffledMap<string, EventClaim>(
      shuffle,
      names.flatMap((name) => claims.get(claimPlace(of, name)) ?? []).map((claim) => [claim.name, claim]),
    );
  return {
    readClaims: async (of, names) => faults.call("readClaims", () => found(of, names)),
    claim: async (of, wanted) =>
      faults.call("claimEvents", () => {
        for (const claim of wanted) {
          const key = claimPlace(of, claim.name);
          if (!claims.get(key)) claims.put(key, claim, timeOfUlid(claim.ulid));
        }
        return found(
          of,
          wanted.map(({ name }) => name),
        );
      }),
  };
};

export const memoryEventWriter = ({ faults, events }: MemoryWorld): EventWriter => ({
  putEvents: async (records) =>
    faults.call("putEvents", () => {
      for (const event of records) {
        const key = eventPlace(event, event.ulid);
        if (!events.get(key)) events.put(key, event, event.receivedAt);
      }
    }),
});
