import { describe, expect, it } from "vitest";
import { fateOf } from "../../lambdas/settle/settle-batch.ts";
import type { Delivery, DeliveryState, DeliveryTask } from "../../lib/core/model.ts";
import { decodeTask, encodeTask } from "../../lib/core/task-message.ts";
import { memoryPipeline, pollOnce } from "../support/memory/pipeline.ts";

const AT = "2026-01-01T00:00:00.000Z";
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

const taskOf = (fields: Partial<DeliveryTask> = {}): DeliveryTask => ({
  deliveryId: "dlv_1",
  subscriptionId: "sub_1",
  event: { id: "evt_1", tenantId: "acme", type: "a", occurredAt: AT, data: "{}" },
  queuedAt: AT,
  round: 0,
  attemptsBefore: 0,
  idleRounds: 0,
  ...fields,
});

const rowOf = (state: DeliveryState, attempts = 4): Delivery => ({
  id: "dlv_1",
  tenantId: "acme",
  subscriptionId: "sub_1",
  eventId: "evt_1",
  type: "a",
  state,
  attempts,
  createdAt: AT,
  updatedAt: AT,
});

describe("the fate of a dead letter", () => {
  it.each(["delivered", "skipped", "cancelled"] as const)("of a delivery that is %s: let go", (state) => {
    expect(fateOf(taskOf(), rowOf(state))).toEqual({ is: "ended" });
  });

  it("of an exhausted one: announced", () => {
    expect(fateOf(taskOf(), rowOf("exhausted")).is).toBe("exhausted");
  });

  it("of one with attempts left: another round, which made progress", () => {
    const fate = fateOf(taskOf({ idleRounds: 2 }), rowOf("retrying", 4));
    expect(fate).toMatchObject({ is: "again", task: { round: 1, attemptsBefore: 4, idleRounds: 0 } });
  });

  it("of one never tried, its receives eaten by crashes: another round, idle", () => {
    expect(fateOf(taskOf(), undefined)).toMatchObject({
      is: "again",
      task: { round: 1, attemptsBefore: 0, idleRounds: 1 },
    });
  });

  it("of one without progress in three rounds: left for a person", () => {
    expect(fateOf(taskOf({ idleRounds: 2 }), undefined)).toEqual({ is: "stuck" });
  });

  it("of one that can't be read: left for a person", () => {
    expect(fateOf(undefined, undefined)).toEqual({ is: "stuck" });
  });
});

describe("settling", () => {
  function withLetters(...letters: [DeliveryTask, Delivery | undefined][]) {
    const pipeline = memoryPipeline({ now: () => Date.parse(AT), sender });
    for (const [task, row] of letters) {
      pipeline.deadLetters.send(encodeTask(task));
      if (row) pipeline.world.deliveries.put(row.id, row);
    }
    return { ...pipeline, poll: () => pollOnce(pipeline.deadLetters, pipeline.settle) };
  }

  it("queues before it lets go: a crash between the two doubles a message and loses none", async () => {
    const { poll, world, deliveries, deadLetters } = withLetters([taskOf(), rowOf("retrying")]);
    world.faults.failNext("send", { when: "after" });
    await poll();
    expect([deliveries.size(), deadLetters.size()]).toEqual([1, 1]);
    expect(decodeTask(deliveries.receive(1)[0]?.body ?? "")).toMatchObject({ round: 1, attemptsBefore: 4 });
  });

  it.each(["loadContext", "send"] as const)("that fails in %s keeps the letter", async (operation) => {
    const { poll, world, deadLetters } = withLetters([taskOf(), rowOf("retrying")]);
    world.faults.failNext(operation, { when: "before" });
    await poll();
    expect(deadLetters.size()).toBe(1);
  });

  it("that can't announce keeps that letter, and no other", async () => {
    const again = { ...taskOf(), deliveryId: "dlv_2" };
    const { poll, world, deliveries, deadLetters } = withLetters([taskOf(), rowOf("exhausted")], [again, undefined]);
    world.faults.failNext("announceExhausted", { when: "before" });
    await poll();
    expect([deadLetters.size(), deliveries.size(), world.announced.length]).toEqual([1, 1, 0]);
  });

  it("looks at a stuck letter now and then, and leaves it", async () => {
    const { poll, deadLetters } = withLetters([taskOf({ idleRounds: 2 }), undefined]);
    await poll();
    expect(deadLetters.size()).toBe(1);
    expect((deadLetters.nextVisibleAtMs() ?? 0) - Date.parse(AT)).toBe(15 * 60 * 1000);
  });
});
