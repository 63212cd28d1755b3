import { expect, it } from "vitest";
import { cancelWaiting } from "../../../lib/core/delivery/cancelling.ts";
import { givingUp, isEventLost } from "../../../lib/core/delivery/giving-up.ts";
import { givenUp, hasEnded } from "../../../lib/core/delivery/lifecycle.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { deliveryInState } from "../../support/delivery-states.ts";
import { memoryDeliveryEditor } from "../../support/memory/memory-deliveries.ts";
import { memoryLogReader } from "../../support/memory/memory-log-reader.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

const NOW_MS = Date.parse("2026-03-01T12:00:00.000Z");
const read: Delivery = deliveryInState("held", { heldFor: "paused", holds: 1 });

async function afterGivingUp(changed: Partial<Delivery>): Promise<Delivery | undefined> {
  const now = () => NOW_MS;
  const world = memoryWorld(now);
  world.deliveries.put(read.id, { ...read, ...changed });
  await givingUp({ log: memoryLogReader(world), editor: memoryDeliveryEditor(world), now })([read]);
  return world.deliveries.get(read.id);
}

it("an event is lost two minutes after the last write about its delivery", () => {
  expect([isEventLost(NOW_MS - 119_999, NOW_MS), isEventLost(NOW_MS - 120_000, NOW_MS)]).toEqual([false, true]);
});

it("a delivery is given up as it was read", async () => {
  expect(await afterGivingUp({})).toMatchObject({ state: "cancelled", eventMissing: true });
});

it("a delivery that a repeated request has touched since is left alone", async () => {
  expect(await afterGivingUp({ updatedAt: "2026-03-01T11:59:59.000Z" })).toMatchObject({ state: "held" });
});

it("a delivery that is given up just when a person cancels it stays cancelled", async () => {
  const now = () => NOW_MS;
  const world = memoryWorld(now);
  world.deliveries.put(read.id, read);
  const editor = memoryDeliveryEditor(world);
  let isFirst = true;
  const late: typeof editor = {
    async replaceDeliveries(changes) {
      const after = isFirst ? givenUp(read, NOW_MS - 1) : undefined;
      isFirst = false;
      if (after) world.deliveries.put(read.id, after);
      return editor.replaceDeliveries(changes);
    },
  };
  const [row] = await cancelWaiting({ log: memoryLogReader(world), editor: late, now })([read]);
  expect(row && hasEnded(row)).toBe(true);
  expect(world.deliveries.get(read.id)).toEqual(row);
});

it("only a cancelled delivery can be one that was given up", () => {
  expect(hasEnded(deliveryInState("delivered", { eventMissing: true }))).toBe(true);
});
