import { describe, expect, it } from "vitest";
import { PipelineFault } from "../../../lib/core/errors.ts";
import { attemptAt, deliveryAt, eventOf, sampleTask, subscriptionAt, T0 } from "../contracts/sample-records.ts";
import { faultPlan } from "./fault-plan.ts";
import { memoryDeliveryRecorder } from "./memory-deliveries.ts";
import { memoryEventWriter } from "./memory-events.ts";
import { memoryQueue } from "./memory-queue.ts";
import { memoryDeliveryQueue, memoryVisibility } from "./memory-queue-ports.ts";
import { memoryWorld } from "./memory-world.ts";

const subscription = subscriptionAt("acme", T0);
const records = [0, 1].map((n) => ({ delivery: deliveryAt(subscription, T0 + n), attempt: attemptAt(T0) }));

describe("injected faults", () => {
  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("fail a call %s it took effect, once", async (when, kept) => {
    const world = memoryWorld(() => T0);
    world.faults.failNext("putEvents", { when });
    await expect(memoryEventWriter(world).putEvents([eventOf("acme")])).rejects.toThrow(PipelineFault);
    expect(world.events.values()).toHaveLength(kept);
    await memoryEventWriter(world).putEvents([eventOf("acme")]);
    expect(world.events.values()).toHaveLength(kept + 1);
  });

  it("make single records fail", async () => {
    const world = memoryWorld(() => T0);
    world.faults.failNext("record", { when: "before" });
    expect(await memoryDeliveryRecorder(world).record(records)).toEqual([expect.any(PipelineFault), undefined]);
    expect(world.deliveries.values()).toEqual([records[1]?.delivery]);
  });

  it("crash the call when they have another error", async () => {
    const world = memoryWorld(() => T0);
    world.faults.failNext("record", { when: "after", error: new Error("crash") });
    await expect(memoryDeliveryRecorder(world).record(records)).rejects.toThrow("crash");
    expect(world.deliveries.values()).toEqual([records[0]?.delivery]);
  });

  it("can be decided call by call", async () => {
    const faults = faultPlan();
    const queue = memoryQueue({ now: () => 0, visibilitySeconds: 60 });
    let calls = 0;
    faults.decide = () => (++calls === 2 ? { when: "before" } : undefined);
    const sending = memoryDeliveryQueue(queue, faults).send([sampleTask("a"), sampleTask("b"), sampleTask("c")]);
    await expect(sending).rejects.toThrow(PipelineFault);
    expect(queue.size()).toBe(1);
  });

  it("count as failed changes of visibility", async () => {
    const faults = faultPlan();
    const queue = memoryQueue({ now: () => 0, visibilitySeconds: 60 });
    queue.send("a");
    faults.failNext("changeVisibility", { when: "before" });
    const changes = queue.receive(1).map(({ receiptHandle }) => ({ receiptHandle, seconds: 5 }));
    expect(await memoryVisibility(queue, faults).changeVisibility(changes)).toBe(1);
    expect(await memoryVisibility(queue, faults).changeVisibility(changes)).toBe(0);
  });
});
