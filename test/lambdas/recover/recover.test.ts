import { describe, expect, it } from "vitest";
import { recoverHandler } from "../../../lambdas/recover/handler.ts";
import { decodeDeletionSlice } from "../../../lib/core/tenant-deletion/deletion-message.ts";
import { newDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { capturingLogger } from "../../support/capturing.ts";
import { eventAt, T0 } from "../../support/contracts/sample-records.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { memoryDeletionQueue, memoryTenantDeletionStore } from "../../support/memory/memory-deletions.ts";
import { memoryDeliveryEditor } from "../../support/memory/memory-deliveries.ts";
import { memoryHealthStore } from "../../support/memory/memory-health.ts";
import { memoryLogReader } from "../../support/memory/memory-log-reader.ts";
import { invocationContext, memoryPipeline } from "../../support/memory/memory-pipeline.ts";
import { memoryQueue } from "../../support/memory/memory-queue.ts";
import { memorySubscriptionStore } from "../../support/memory/memory-subscriptions.ts";
import { memoryTenantStore } from "../../support/memory/memory-tenants.ts";

const HOUR_MS = 3_600_000;
const SIXTEEN_DAYS_MS = 16 * 24 * HOUR_MS;

/** A tenant with an event of 16 days ago, whose delivery was never tried and has no message. */
function recovering() {
  let nowMs = T0 + SIXTEEN_DAYS_MS;
  const now = () => nowMs;
  const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };
  const { world, deliveries, ingestPorts } = memoryPipeline({ now, sender });
  const createdAt = new Date(T0).toISOString();
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt });
  keepEvent(world, eventAt("acme", T0, { subscriptionIds: ["sub_01J00000000000000000000001"] }));
  const slices = memoryQueue({ now, visibilitySeconds: 150 });
  const logger = capturingLogger();
  const recover = recoverHandler({
    tenants: memoryTenantStore(world),
    subscriptions: memorySubscriptionStore(world),
    log: memoryLogReader(world),
    standings: memoryHealthStore(world),
    editor: memoryDeliveryEditor(world),
    queue: ingestPorts.queue,
    deletions: memoryTenantDeletionStore(world),
    deletionSlices: memoryDeletionQueue(slices, world.faults),
    retentionDays: 30,
    now,
    logger,
  });
  return {
    world,
    slices,
    deliveries,
    lines: logger.lines,
    /** Invokes the function once. The next time is an hour later. */
    async hour(): Promise<void> {
      await recover({}, invocationContext(900_000)).finally(() => {
        nowMs += HOUR_MS;
      });
    },
    /** Invokes the function in each hour of a day. Rejects with the first failure. */
    async day(remainingMs: number): Promise<void> {
      for (let hour = 0; hour < 24; hour++) {
        await recover({}, invocationContext(remainingMs));
        nowMs += HOUR_MS;
      }
    },
  };
}

it("finds each lost delivery once a day, and logs that it did", async () => {
  const { day, deliveries, lines } = recovering();
  await day(900_000);
  expect(deliveries.size()).toBe(1);
  const message = "deliveries had lost their messages and were queued again";
  expect(lines).toEqual([{ level: "ERROR", message, found: 1 }]);
});

it("fails when its time is up, so that its alarm goes off", async () => {
  const { day, deliveries } = recovering();
  await expect(day(20_000)).rejects.toThrow("didn't finish in time");
  expect(deliveries.size()).toBe(0);
});

describe("a deletion of a tenant", () => {
  const tenant = {
    id: "gone",
    incarnation: "HGFEDCBA",
    name: "Gone",
    version: 1,
    createdAt: new Date(T0).toISOString(),
  };
  const NOW_MS = T0 + SIXTEEN_DAYS_MS;

  it.each([
    ["that has not advanced for an hour is queued again", newDeletion(tenant, NOW_MS - HOUR_MS - 1), 1],
    ["that has just advanced is left alone", newDeletion(tenant, NOW_MS - HOUR_MS), 0],
    ["that is completed is left alone", { ...newDeletion(tenant, T0), state: "completed" as const }, 0],
  ])("%s", async (_case, deletion, count) => {
    const { world, slices, lines, hour } = recovering();
    world.tenantDeletions.put(deletion.id, { ...deletion, slice: 7 });
    await hour();
    expect(slices.receive(10).map(({ body }) => decodeDeletionSlice(body))).toEqual(
      Array(count).fill({ deletionId: deletion.id, slice: 7 }),
    );
    const message = "deletions of tenants did not advance and were queued again";
    expect(lines).toEqual(Array(count).fill({ level: "ERROR", message, stalled: 1 }));
  });

  it("that can't be queued keeps no lost delivery from being found", async () => {
    const { world, deliveries, hour } = recovering();
    world.faults.decide = (operation) => (operation === "readDeletions" ? { when: "before" } : undefined);
    for (let n = 0; n < 24; n++) await expect(hour()).rejects.toThrow("readDeletions");
    expect(deliveries.size()).toBe(1);
  });
});
