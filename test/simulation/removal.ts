import { Logger } from "@aws-lambda-powertools/logger";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { eraseHandler } from "../../lambdas/erase/handler.ts";
import { tenantDeletionOperations } from "../../lib/api/tenant-deletions/tenant-deletion-operations.ts";
import { resumeDeletions } from "../../lib/core/tenant-deletion/resume-deletions.ts";
import { requestFor } from "../support/endpoint-request.ts";
import {
  memoryDeletionQueue,
  memoryTenantDeletionStore,
  memoryTenantEraser,
} from "../support/memory/memory-deletions.ts";
import { memoryAdmissionReader } from "../support/memory/memory-events.ts";
import { memoryQueue } from "../support/memory/memory-queue.ts";
import { memorySecretIntents, memorySecrets } from "../support/memory/memory-secrets.ts";
import { memorySubscriptionStore } from "../support/memory/memory-subscriptions.ts";
import { memoryTenantStore } from "../support/memory/memory-tenants.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";
import type { mortal } from "./mortal.ts";

type Life = ReturnType<typeof mortal>;

const OF = { tenantId: "acme", incarnation: "ABCDEFGH" };
/** Longer than a function may run, as in the stack. */
const ERASE_AFTER_SECONDS = 960;
/** How long the operator waits before they try again. */
const PATIENCE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Deletes the tenant as its operator does, and erases what it had. Each function may die at any of its calls. */
export function remover(world: MemoryWorld) {
  const slices = memoryQueue({ now: world.now, visibilitySeconds: 150 });
  const logger = new Logger({ logLevel: "SILENT" });
  const queue = memoryDeletionQueue(slices, world.faults);
  const isOver = () => world.tenantDeletions.values().every(({ state }) => state === "completed");

  const portsOf = ({ guard }: Life) => ({
    admission: guard(memoryAdmissionReader(world)),
    adminKeys: { adminKey: () => Promise.reject(new Error("no request comes")) },
    tenants: guard(memoryTenantStore(world)),
    deletions: guard(memoryTenantDeletionStore(world)),
    eraser: guard(memoryTenantEraser(world)),
    intents: guard(memorySecretIntents(world)),
    secrets: guard(memorySecrets(world)),
    slices: guard(queue),
    waitSeconds: ERASE_AFTER_SECONDS,
    hop: "",
    now: world.now,
    logger,
  });

  /** Deletes the subscriptions and then the tenant, until both are done. */
  async function remove(aLife: () => Life): Promise<void> {
    while (world.tenants.get(OF.tenantId)) {
      const life = aLife();
      await Promise.race([removeOnce(life).catch(() => undefined), life.death]);
      await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    }
    continueHourly();
  }

  async function removeOnce(life: Life): Promise<void> {
    const subscriptions = life.guard(memorySubscriptionStore(world));
    for (const { id } of world.subscriptions.values()) {
      await subscriptions.deleteSubscription({ ...OF, subscriptionId: id });
    }
    await tenantDeletionOperations(portsOf(life)).deleteTenant(requestFor(OF.tenantId));
  }

  function functionOf(life: Life) {
    const erase = eraseHandler(portsOf(life));
    return async (event: SQSEvent, context: Context) => (await erase(event, context)) as SQSBatchResponse;
  }

  /** As `recover` does. */
  function continueHourly(): void {
    if (isOver()) return;
    const deletions = memoryTenantDeletionStore(world);
    const resume = resumeDeletions({ deletions, deletionSlices: queue, now: world.now });
    setTimeout(() => void resume().then(continueHourly, continueHourly), HOUR_MS);
  }

  return { slices, remove, isOver, functionOf };
}
