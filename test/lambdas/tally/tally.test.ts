import { expect, it } from "vitest";
import { tallyHandler } from "../../../lambdas/tally/handler.ts";
import { deliveryRow } from "../../../lib/aws/dynamodb/delivery-rows.ts";
import { toItem } from "../../../lib/aws/dynamodb/driver/attribute-values.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { capturingLogger } from "../../support/capturing.ts";
import { deliveryAt, subscriptionAt, T0, tenantOf } from "../../support/contracts/sample-records.ts";
import { invocationContext } from "../../support/memory/memory-pipeline.ts";
import { memoryKnownTenants, memoryTallies } from "../../support/memory/memory-tallies.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

const HOUR_MS = 3_600_000;

function setUp() {
  const world = memoryWorld(() => T0);
  const tenant = tenantOf();
  world.tenants.put(tenant.id, tenant);
  const tallies = memoryTallies(world);
  const logger = capturingLogger();
  const handle = tallyHandler({ tallies, tenants: memoryKnownTenants(world), now: world.now, logger });
  const subscription = subscriptionAt(tenant.id, T0);
  return {
    world,
    logger,
    subscription,
    pass: (Records: object[]) => handle({ Records }, invocationContext()),
    total: async () =>
      [...(await tallies.readPoints({ subscriptionId: subscription.id }, "hour", T0, T0 + HOUR_MS)).values()][0],
  };
}

const imageOf = (delivery: Delivery) => toItem(deliveryRow({ retentionDays: 30 }, delivery));

/** A record of the stream, in the form in which Lambda passes it. */
const recordOf = (eventID: string, after: Delivery, before?: Delivery) => ({
  eventID,
  eventName: before ? "MODIFY" : "INSERT",
  dynamodb: { NewImage: imageOf(after), ...(before && { OldImage: imageOf(before) }) },
});

it("counts the changes in records, once if the batch is passed again", async () => {
  const { subscription, pass, total } = setUp();
  const first = deliveryAt(subscription, T0, { state: "retrying", failure: "http-500", latencyMs: 40 });
  const second: Delivery = { ...first, state: "delivered", attempts: 2, latencyMs: 50 };
  delete second.failure;
  const records = [recordOf("a".repeat(32), first), recordOf("b".repeat(32), second, first)];
  await pass(records);
  await pass(records);
  expect(await total()).toMatchObject({ attempts: 2, failed: { "http-5xx": 1 }, delivered: 1 });
});

it("passes over a row that it can't read, and says so", async () => {
  const { subscription, pass, total, logger } = setUp();
  const { updatedAt: _none, ...broken } = imageOf(deliveryAt(subscription, T0));
  await pass([
    { eventID: "c".repeat(32), dynamodb: { NewImage: broken } },
    recordOf("d".repeat(32), deliveryAt(subscription, T0)),
  ]);
  expect(await total()).toMatchObject({ attempts: 1, delivered: 1 });
  expect(JSON.stringify(logger.lines)).toContain("can't be read");
});

it("fails if tallies can't be written, so that the batch is passed again", async () => {
  const { world, subscription, pass, total } = setUp();
  const records = [recordOf("e".repeat(32), deliveryAt(subscription, T0))];
  world.faults.failNext("countPart", { when: "before" });
  await expect(pass(records)).rejects.toThrow();
  await pass(records);
  expect(await total()).toMatchObject({ attempts: 1 });
});
