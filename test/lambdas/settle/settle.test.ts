import { describe, expect, it } from "vitest";
import { decodeTask, encodeTask } from "../../../lib/core/delivery/task.ts";
import { deliveryId, newUlid } from "../../../lib/core/ids.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import { memoryDeadLetterDesk } from "../../support/memory/memory-dead-letters.ts";
import { pollOnce } from "../../support/memory/memory-pipeline.ts";
import { AT, DELIVERY_ID, pipelineAt, rowOf, SUBSCRIPTION_ID, TENANT, taskOf } from "./letters.ts";

describe("settling", () => {
  function withLetters(...letters: [DeliveryTask, Delivery | undefined][]) {
    const pipeline = pipelineAt(() => Date.parse(AT));
    for (const [task, row] of letters) {
      pipeline.deadLetters.send(encodeTask(task));
      if (row) pipeline.world.deliveries.put(row.id, row);
    }
    return { ...pipeline, poll: () => pollOnce(pipeline.deadLetters, pipeline.settle) };
  }

  it("queues before it acknowledges: a crash in between duplicates a message, but loses none", async () => {
    const { poll, world, retries, deadLetters } = withLetters([taskOf(), rowOf("retrying")]);
    world.faults.failNext("send", { when: "after" });
    await poll();
    expect([retries.size(), deadLetters.size()]).toEqual([1, 1]);
    expect(decodeTask(retries.receive(1)[0]?.body ?? "")).toMatchObject({ round: 1, attemptsBefore: 4 });
  });

  it.each(["loadContext", "send"] as const)("that fails in %s keeps the letter", async (operation) => {
    const { poll, world, deadLetters } = withLetters([taskOf(), rowOf("retrying")]);
    world.faults.failNext(operation, { when: "before" });
    await poll();
    expect(deadLetters.size()).toBe(1);
  });

  it("that can't announce keeps that letter only", async () => {
    const again = { ...taskOf(), deliveryId: deliveryId(newUlid(0), SUBSCRIPTION_ID) };
    const { poll, world, retries, deadLetters } = withLetters([taskOf(), rowOf("exhausted")], [again, undefined]);
    world.faults.failNext("announceExhausted", { when: "before" });
    await poll();
    expect([deadLetters.size(), retries.size(), world.announced.length]).toEqual([1, 1, 0]);
  });

  it("counts an exhausted delivery for its subscription's alert, and keeps its letter until that is done", async () => {
    const { poll, world, deadLetters } = withLetters([taskOf(), rowOf("exhausted")]);
    world.faults.failNext("addExhausted", { when: "before" });
    await poll();
    expect([deadLetters.size(), world.digests.values()]).toEqual([1, []]);
  });

  it.each([0, 2])("that can't queue one letter keeps that letter only, after %i idle rounds", async (idleRounds) => {
    const letters = [1, 2, 3].map((n): [DeliveryTask, Delivery] => {
      const id = deliveryId(newUlid(n), SUBSCRIPTION_ID);
      return [
        { ...taskOf({ idleRounds }), deliveryId: id },
        { ...rowOf("retrying"), id },
      ];
    });
    const { poll, world, retries, deadLetters } = withLetters(...letters);
    world.faults.failNext("send", { when: "before" });
    await poll();
    expect([deadLetters.size(), retries.size()]).toEqual([1, 2]);
  });

  it("looks at a stuck letter from time to time, and leaves it", async () => {
    const { poll, deadLetters } = withLetters([taskOf({ idleRounds: 2 }), undefined]);
    await poll();
    expect(deadLetters.size()).toBe(1);
    expect((deadLetters.nextVisibleAtMs() ?? 0) - Date.parse(AT)).toBe(5 * 60 * 1000);
  });
});

describe("letters that stay", () => {
  function withStuck() {
    let nowMs = Date.parse(AT);
    const pipeline = pipelineAt(() => nowMs);
    const { world, retries, deadLetters } = pipeline;
    const desk = memoryDeadLetterDesk(world);
    return {
      world,
      retries,
      deadLetters,
      send: (fields: Partial<DeliveryTask> = {}) => deadLetters.send(encodeTask(taskOf({ idleRounds: 2, ...fields }))),
      poll: () => pollOnce(deadLetters, pipeline.settle),
      listed: async () => (await desk.listLetters({ limit: 10 })).items,
      requestRedrive: () => desk.requestRedrive(new Date(nowMs).toISOString()),
      wait: (seconds: number) => {
        nowMs += seconds * 1000;
      },
    };
  }

  it("are recorded once", async () => {
    const { send, poll, listed, wait, deadLetters } = withStuck();
    const messageId = send();
    deadLetters.send("not a task");
    await poll();
    wait(300);
    await poll();
    expect(await listed()).toEqual(
      expect.arrayContaining([
        {
          messageId,
          sentAt: AT,
          since: AT,
          reason: "no-progress",
          deliveryId: DELIVERY_ID,
          tenantId: "acme",
          subscriptionId: SUBSCRIPTION_ID,
          sentAgain: 0,
          nextSendAt: "2026-01-01T00:15:00.000Z",
        },
        { messageId: expect.any(String), sentAt: AT, since: AT, reason: "unreadable" },
      ]),
    );
    expect(await listed()).toHaveLength(2);
  });

  it("are redriven on request, each once, with their idle rounds reset; unreadable letters stay", async () => {
    const { send, poll, listed, wait, requestRedrive, retries, deadLetters } = withStuck();
    send({ round: 3 });
    deadLetters.send("not a task");
    await poll();
    wait(10);
    await requestRedrive();
    wait(290);
    await poll();
    const [message] = retries.receive(5);
    const task = decodeTask(message?.body ?? "");
    expect(task).toMatchObject({ round: 4, idleRounds: 0, redrivenAt: "2026-01-01T00:00:10.000Z" });
    expect((await listed()).map(({ reason }) => reason)).toEqual(["unreadable"]);
    expect([retries.size(), deadLetters.size()]).toEqual([1, 1]);
    // It comes to nothing again: it stays, and waits for another request.
    send({ ...task, idleRounds: 2 });
    for (let looks = 0; looks < 3; looks++) {
      await poll();
      wait(300);
    }
    expect([retries.size(), deadLetters.size(), (await listed()).length]).toEqual([1, 2, 2]);
    await requestRedrive();
    await poll();
    expect([retries.size(), deadLetters.size(), (await listed()).length]).toEqual([2, 1, 1]);
  });

  it("are not covered by an earlier request", async () => {
    const { send, poll, wait, requestRedrive, retries, deadLetters } = withStuck();
    await requestRedrive();
    wait(1);
    send();
    for (let looks = 0; looks < 2; looks++) {
      await poll();
      wait(300);
    }
    expect([retries.size(), deadLetters.size()]).toEqual([0, 1]);
  });

  it("lose their record when their delivery ends", async () => {
    const { send, poll, listed, wait, world, deadLetters } = withStuck();
    send();
    await poll();
    world.deliveries.put(DELIVERY_ID, rowOf("delivered"));
    wait(300);
    await poll();
    expect([deadLetters.size(), await listed()]).toEqual([0, []]);
  });

  it.each([
    ["readLetters", "before"],
    ["send", "before"],
    ["send", "after"],
    ["writeLetters", "before"],
    ["writeLetters", "after"],
  ] as const)("are not lost when %s fails %s it took effect", async (operation, when) => {
    const { send, poll, wait, requestRedrive, retries, deadLetters, world } = withStuck();
    send();
    await poll();
    await requestRedrive();
    wait(300);
    world.faults.failNext(operation, { when });
    await poll();
    expect(deadLetters.size()).toBe(1);
    wait(3600);
    await poll();
    expect(retries.size()).toBeGreaterThan(0);
  });
});

describe("a stuck letter without anyone's help", () => {
  const MINUTE = 60;
  const DAY = 24 * 60 * MINUTE;

  function withStuck() {
    let nowMs = Date.parse(AT);
    const pipeline = pipelineAt(() => nowMs);
    const { world, retries, deadLetters, settle } = pipeline;
    const desk = memoryDeadLetterDesk(world);
    deadLetters.send(encodeTask(taskOf({ idleRounds: 2, round: 7 })));
    return {
      world,
      deadLetters,
      retries,
      listed: async () => (await desk.listLetters({ limit: 10 })).items,
      /** Lets time pass, in which settle looks at the letters every 5 minutes. Returns the messages sent meanwhile. */
      async pass(seconds: number): Promise<DeliveryTask[]> {
        for (const endMs = nowMs + seconds * 1000; nowMs < endMs; nowMs += 5 * MINUTE * 1000) {
          await pollOnce(deadLetters, settle);
        }
        const messages = retries.receive(1000);
        for (const { receiptHandle } of messages) retries.delete(receiptHandle);
        return messages.flatMap(({ body }) => decodeTask(body) ?? []);
      },
      settleMessage: async (task: DeliveryTask) => {
        deadLetters.send(encodeTask(task));
        await pollOnce(deadLetters, settle);
      },
    };
  }

  it("is sent again after 15 minutes, then 30, then an hour, and stays", async () => {
    const { pass, listed, deadLetters } = withStuck();
    const sent: number[] = [];
    for (let minutes = 5; minutes <= 180; minutes += 5) {
      if ((await pass(5 * MINUTE)).length > 0) sent.push(minutes);
    }
    // The first look, at the beginning, records the letter.
    expect(sent.map((minutes) => minutes - 5)).toEqual([15, 45, 105]);
    expect(deadLetters.size()).toBe(1);
    expect(await listed()).toMatchObject([{ since: AT, sentAgain: 3, nextSendAt: "2026-01-01T03:45:00.000Z" }]);
  });

  it("is sent again every 12 hours in the end", async () => {
    const { pass } = withStuck();
    await pass(3 * DAY);
    expect(await pass(2 * DAY)).toHaveLength(4);
  });

  it("has copies with one round, which are dropped when they come to nothing", async () => {
    const { pass, settleMessage, listed, deadLetters, retries } = withStuck();
    const [copy] = await pass(20 * MINUTE);
    expect(copy).toMatchObject({ deliveryId: DELIVERY_ID, run: 0, round: 0, idleRounds: 2, copy: true });
    await settleMessage(copy as DeliveryTask);
    expect([deadLetters.size(), retries.size(), (await listed()).length]).toEqual([1, 0, 1]);
  });

  it("leaves with its record once the delivery makes progress, and its copy goes on alone", async () => {
    const { pass, settleMessage, listed, deadLetters, world } = withStuck();
    const [copy] = await pass(20 * MINUTE);
    world.deliveries.put(DELIVERY_ID, rowOf("retrying", 1));
    await settleMessage(copy as DeliveryTask);
    const [next, ...others] = await pass(5 * MINUTE);
    expect(next).toMatchObject({ idleRounds: 0, attemptsBefore: 1, round: 1 });
    expect(next).not.toHaveProperty("copy");
    expect([others, deadLetters.size(), await listed()]).toEqual([[], 0, []]);
  });

  it("gets another round if the delivery made progress before a copy was sent", async () => {
    const { pass, deadLetters, world } = withStuck();
    await pass(5 * MINUTE);
    world.deliveries.put(DELIVERY_ID, rowOf("retrying", 1));
    expect(await pass(5 * MINUTE)).toMatchObject([{ idleRounds: 0, round: 8 }]);
    expect(deadLetters.size()).toBe(0);
  });

  it("makes room for a new message long before SQS deletes it", async () => {
    const { pass, settleMessage, listed, deadLetters } = withStuck();
    await pass(7 * DAY - 10 * MINUTE);
    const sent = await pass(12 * 60 * MINUTE);
    expect(sent).toHaveLength(1);
    expect(sent).toMatchObject([{ round: 0, idleRounds: 2, sentAgain: expect.any(Number) }]);
    expect(sent[0]).not.toHaveProperty("copy");
    expect([deadLetters.size(), await listed()]).toEqual([0, []]);
    await settleMessage(sent[0] as DeliveryTask);
    expect(await listed()).toMatchObject([{ sentAgain: sent[0]?.sentAgain, reason: "no-progress" }]);
  });

  it.each(["readLetters", "send", "writeLetters"] as const)("isn't lost when %s fails", async (operation) => {
    const { pass, deadLetters, world } = withStuck();
    await pass(15 * MINUTE);
    world.faults.failNext(operation, { when: "before" });
    expect(await pass(20 * MINUTE)).not.toHaveLength(0);
    expect(deadLetters.size()).toBe(1);
  });
});

describe("a stuck letter of a deleted tenant", () => {
  it.each([
    ["is dropped with its record", undefined],
    ["is dropped also if the tenant was created again", { ...TENANT, createdAt: "2026-01-01T00:00:01.000Z" }],
  ])("%s", async (_case, successor) => {
    const { world, deadLetters, retries, settle } = pipelineAt(() => Date.parse(AT));
    deadLetters.send(encodeTask(taskOf({ idleRounds: 2 })));
    await pollOnce(deadLetters, settle);
    expect([deadLetters.size(), world.deadLetters.values().length]).toEqual([1, 1]);
    world.tenants.delete(TENANT.id);
    if (successor) world.tenants.put(TENANT.id, successor);
    deadLetters.redeliver(String(world.deadLetters.values()[0]?.messageId));
    await pollOnce(deadLetters, settle);
    expect([deadLetters.size(), retries.size(), world.deadLetters.values()]).toEqual([0, 0, []]);
  });
});
