import { randomUUID } from "node:crypto";
import { PipelineFault } from "../../../lib/core/errors.ts";
import type { AdminKeyReader } from "../../../lib/core/keys/admin-key.ts";
import { hashSecret } from "../../../lib/core/keys/api-keys.ts";
import type { SecretRef } from "../../../lib/core/model/secret.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import type { SecretIntent, SecretIntents } from "../../../lib/core/subscription/secret-intents.ts";
import type { SecretOwner, SigningSecrets } from "../../../lib/core/subscription/signing-secrets.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** Keeps secrets by version. Reveals a version only to its owner. */
export const memorySecrets = (world: MemoryWorld): SigningSecrets => ({
  store: async (owner, secret) => world.faults.call("storeSecret", () => kept(world, owner, secret)),
  add: async (owner, _ref, secret) => world.faults.call("addSecret", () => kept(world, owner, secret)),
  reveal: async (owner, ref) =>
    world.faults.call("revealSecret", () => ref.versions.map((version) => secretOf(world, owner, version))),
  forget: async (_owner, ref) =>
    world.faults.call("forgetSecret", () => {
      for (const version of ref.versions) world.secrets.delete(version);
    }),
  discard: async (owner) =>
    world.faults.call("forgetSecret", () => {
      for (const version of world.secrets.keys())
        if (version.startsWith(prefixOf(owner))) world.secrets.delete(version);
    }),
});

function kept(world: MemoryWorld, owner: SecretOwner, secret: string): SecretRef {
  const version = `${prefixOf(owner)}${randomUUID()}`;
  world.secrets.set(version, secret);
  return { store: "secrets-manager", secretId: prefixOf(owner), versions: [version] };
}

const prefixOf = ({ tenantId, subscriptionId }: SecretOwner): string => `${tenantId}/${subscriptionId}/`;

function secretOf({ secrets }: MemoryWorld, owner: SecretOwner, version: string): string {
  const value = version.startsWith(prefixOf(owner)) ? secrets.get(version) : undefined;
  if (value === undefined) throw new PipelineFault("no such secret");
  return value;
}

/** The admin key, as it is before its first rotation. */
export const memoryAdminKey = ({ faults }: MemoryWorld, key: string): AdminKeyReader => ({
  adminKey: async () =>
    faults.call("adminKey", () => ({
      current: { secretHash: hashSecret(key), createdAt: "2025-01-01T00:00:00.000Z" },
    })),
});

const intentKey = ({ at, subscriptionId }: SecretIntent): string => `${at}#${subscriptionId}`;

export const memorySecretIntents = ({ faults, secretIntents }: MemoryWorld): SecretIntents => ({
  beginSecret: async (intent) => faults.call("writeIntent", () => secretIntents.put(intentKey(intent), intent)),
  listSecrets: async (before, tenantId) =>
    faults.call("listIntents", () => {
      const ofTenant = secretIntents.values().filter((one) => tenantId === undefined || one.tenantId === tenantId);
      const begun = ofTenant.filter(({ at }) => at < before);
      return begun.sort((a, b) => (intentKey(a) < intentKey(b) ? -1 : 1)).slice(0, 25);
    }),
  endSecret: async (intent) => faults.call("writeIntent", () => void secretIntents.delete(intentKey(intent))),
});

/** Creating a subscription ends its intent. */
export const endIntentOf = ({ secretIntents }: MemoryWorld, { id, createdAt }: Subscription): boolean =>
  secretIntents.delete(intentKey({ tenantId: "", subscriptionId: id, at: createdAt }));

/** Deleting a subscription begins an intent. */
export function beginIntentOf({ secretIntents, now }: MemoryWorld, key: SecretOwner): void {
  const intent = { ...key, at: new Date(now()).toISOString() };
  secretIntents.put(intentKey(intent), intent);
}
