import { expect, it } from "vitest";
import { recoverHandler } from "../../../lambdas/recover/handler.ts";
import { capturingLogger } from "../../support/capturing.ts";
import { eventAt, T0 } from "../../support/contracts/sample-records.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { memoryDeliveryEditor } from "../../support/memory/memory-deliveries.ts";
import { memoryLogReader } from "../../support/memory/memory-log-reader.ts";
import { invocationContext, memoryPipeline } from "../../support/memory/memory-pipeline.ts";
import { memorySubscriptionStore } from "../../support/memory/memory-subscriptions.ts";
import { memoryTenantStore } from "../../support/memory/memory-tenants.ts";

const HOUR_MS = 3_600_000;
const SIXTEEN_DAYS_MS = 16 * 24 * HOUR_MS;

/** A tenant with an event of 16 days ago, whose delivery was never tried and has no message. */
function recovering() {
  let nowMs = T0 + SIXTEEN_DAYS_MS;
  const now = () => nowMs;
  const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };
  const { world, deliveries, settlePorts } = memoryPipeline({ now, sender });
  const createdAt = new Date(T0).toISOString();
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt });
  keepEvent(world, eventAt("acme", T0, { subscriptionIds: ["sub_01J00000000000000000000001"] }));
  const logger = capturingLogger();
  const recover = recoverHandler({
    tenants: memoryTenantStore(world),
    subscriptions: memorySubscriptionStore(world),
    log: memoryLogReader(world),
    editor: memoryDeliveryEditor(world),
    queue: settlePorts.queue,
    retentionDays: 30,
    now,
    logger,
  });
  return {
    deliveries,
    lines: logger.lines,
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
