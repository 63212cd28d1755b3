import { randomUUID } from "node:crypto";
import { CreateSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SQSBatchResponse } from "aws-lambda";
import { resealHandler } from "../../../lambdas/reseal/handler.ts";
import { keyRingOperations } from "../../../lib/api/key-ring/key-ring-operations.ts";
import { keyRingReader } from "../../../lib/aws/secrets/key-ring.ts";
import { secretsManagerKeyRing } from "../../../lib/aws/secrets/key-ring-editor.ts";
import { ringResealer } from "../../../lib/aws/secrets/resealer.ts";
import { sealedHeaders } from "../../../lib/aws/secrets/sealed-headers.ts";
import { sealedSecrets } from "../../../lib/aws/secrets/sealed-secrets.ts";
import { secretValue } from "../../../lib/aws/secrets/secret-value.ts";
import { newId } from "../../../lib/core/ids.ts";
import { SLICE_RECEIVES } from "../../../lib/core/limits.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { withOpenHeaders } from "../../../lib/core/subscription/sealed-headers.ts";
import { sealingStore } from "../../../lib/core/subscription/sealing-store.ts";
import { subscriptionKeyOf } from "../../../lib/core/subscription/subscription-store.ts";
import { capturingLogger } from "../capturing.ts";
import { INCARNATION } from "../contracts/sample-records.ts";
import { requestFor } from "../endpoint-request.ts";
import { subscriptionOf } from "../factories.ts";
import { memoryAdmissionReader } from "./memory-events.ts";
import { memoryKeyRingJobStore, memoryKeyRingQueue, memorySealedPartsWriter } from "./memory-key-ring.ts";
import { HOP, invocationContext, pollOnce } from "./memory-pipeline.ts";
import { memoryQueue } from "./memory-queue.ts";
import { memoryAdminKey } from "./memory-secrets.ts";
import { memorySubscriptionStore } from "./memory-subscriptions.ts";
import { memoryTenantStore } from "./memory-tenants.ts";
import { memoryWorld } from "./memory-world.ts";

const T0 = Date.parse("2026-01-01T00:00:00.000Z");

/** The function `reseal` on in-memory ports, with a key ring in a Secrets Manager. */
export async function resealing(vault: SecretsManagerClient) {
  let nowMs = T0;
  const now = () => nowMs;
  const world = memoryWorld(now);
  const secretId = `posthorn/test/key-ring/${randomUUID()}`;
  await vault.send(new CreateSecretCommand({ Name: secretId, SecretString: "p".repeat(64) }));
  const ringText = () => secretValue(vault, secretId);
  const store = memorySubscriptionStore(world);
  const deadLetters = memoryQueue({ now, visibilitySeconds: 90 });
  const queue = memoryQueue({ now, visibilitySeconds: 90, redrive: { maxReceives: SLICE_RECEIVES, deadLetters } });
  const keyRingJobs = memoryKeyRingJobStore(world);
  const slices = memoryKeyRingQueue(queue, world.faults);
  const api = keyRingOperations({ keyRingJobs, keyRingSlices: slices, now });
  const logger = capturingLogger();
  const invoke = resealHandler({
    admission: memoryAdmissionReader(world),
    adminKeys: memoryAdminKey(world, "admin"),
    hop: HOP,
    jobs: keyRingJobs,
    slices,
    editor: secretsManagerKeyRing(vault, secretId),
    resealer: ringResealer(ringText),
    tenants: memoryTenantStore(world),
    subscriptions: store,
    sealedParts: memorySealedPartsWriter(world),
    now,
    logger,
  });

  /** A function after a cold start. It has a ring of its own. */
  function coldStart() {
    const reader = keyRingReader(ringText, now);
    const [secrets, seals] = [sealedSecrets(reader), sealedHeaders(reader)];
    const sealing = sealingStore(store, seals);

    async function subscribe(tenantId: string, value: string): Promise<Subscription> {
      const id = newId("sub", nowMs);
      const secret = await secrets.store({ tenantId, subscriptionId: id }, value);
      const headers = { headers: { authorization: value }, sensitiveHeaders: ["authorization"] };
      const subscription = subscriptionOf({ id, tenantId, secret, ...headers });
      await sealing.createSubscription(subscription, INCARNATION);
      return subscription;
    }

    async function reveal(subscription: Subscription): Promise<string[]> {
      const { headers } = await withOpenHeaders(seals, subscription);
      return [
        ...(await secrets.reveal(subscriptionKeyOf(subscription), subscription.secret)),
        headers.authorization ?? "",
      ];
    }

    /** The secrets and header values of every subscription, which must be readable, by its id. */
    async function revealAll(): Promise<Record<string, string[]>> {
      const all = world.subscriptions.values();
      return Object.fromEntries(await Promise.all(all.map(async (one) => [one.id, await reveal(one)] as const)));
    }
    return { secrets, seals, store: sealing, subscribe, reveal, revealAll };
  }

  async function createTenant(id: string): Promise<void> {
    const createdAt = new Date(nowMs++).toISOString();
    await memoryTenantStore(world).createTenant({ id, incarnation: INCARNATION, name: id, version: 1, createdAt });
  }

  /** Lets the function process the next message, at the time when it is visible. */
  async function step(): Promise<boolean> {
    nowMs = Math.max(nowMs, queue.nextVisibleAtMs() ?? 0);
    return (await pollOnce(queue, async (event) => (await invoke(event, invocationContext())) as SQSBatchResponse)) > 0;
  }

  return {
    world,
    queue,
    deadLetters,
    lines: logger.lines,
    api: {
      rotate: () => api.rotateKeyRing({ ...requestFor(""), body: {} as never }),
      drop: () => api.dropOldKeys({ ...requestFor(""), body: {} as never }),
    },
    job: () => keyRingJobs.getJob(),
    /** The ids of the ring's keys. */
    async ring(): Promise<string[]> {
      const text = await ringText();
      return text.startsWith("{") ? Object.keys(JSON.parse(text).keys) : [];
    },
    coldStart,
    createTenant,
    step,
    async run(): Promise<void> {
      while (await step());
    },
    passSeconds(seconds: number): void {
      nowMs += seconds * 1000;
    },
  };
}
