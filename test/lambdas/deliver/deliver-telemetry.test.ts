import { describe, expect, it } from "vitest";
import { delivering, OK } from "../../support/memory/memory-delivering.ts";

const POSTED: [string, number, string, string, object][] = [
  ["delivered", 200, "delivered", "Delivered", {}],
  ["not delivered", 500, "retrying", "Retrying", { failure: "http-500" }],
];

describe("a recorded outcome", () => {
  it.each(POSTED)("%s (%i) takes a line at DEBUG, and counts", async (message, status, state, metric, more) => {
    const { enqueue, poll, lines, published, subscription } = await delivering([{ status }]);
    const deliveryId = enqueue();
    await poll();
    const facts = { deliveryId, type: "a", subscriptionId: subscription.id, state, attempt: 1, ...more };
    expect(lines).toEqual([{ level: "DEBUG", message, ...facts }]);
    expect(published).toEqual([{ [metric]: 1 }]);
  });

  it.each([
    ["skipped", "Skipped", { active: false }, []],
    ["exhausted", "Exhausted", { maxRetries: 0 }, [{ attempt: 1, failure: "http-500" }]],
  ])("%s counts as %s", async (state, metric, fields, [more = {}]) => {
    const { enqueue, poll, lines, published } = await delivering([{ status: 500 }], fields);
    const deliveryId = enqueue();
    await poll();
    expect(lines).toMatchObject([{ level: "DEBUG", message: "not delivered", deliveryId, state, ...more }]);
    expect(published).toEqual([{ [metric]: 1 }]);
  });

  it("cancelled counts as Cancelled", async () => {
    const { enqueue, poll, lines, published, world, subscription } = await delivering();
    world.subscriptions.delete(`acme/${subscription.id}`);
    const deliveryId = enqueue();
    await poll();
    expect(lines).toMatchObject([{ level: "DEBUG", message: "not delivered", deliveryId, state: "cancelled" }]);
    expect(published).toEqual([{ Cancelled: 1 }]);
  });

  it("of each message of a batch is published together, once", async () => {
    const { enqueue, poll, published } = await delivering([OK, { status: 500 }, OK]);
    for (const id of ["evt_1", "evt_2", "evt_3"]) enqueue(id);
    await poll();
    expect(published).toEqual([{ Delivered: [1, 1], Retrying: 1 }]);
  });

  it("is named neither with the secret, nor with the data, the headers or the answer", async () => {
    const answer = { status: 500, excerpt: "of-the-answer" };
    const { enqueue, poll, lines, secret } = await delivering([answer], { headers: { authorization: "of-a-header" } });
    enqueue();
    await poll();
    const text = JSON.stringify(lines);
    expect(lines).toHaveLength(1);
    for (const hidden of [secret, secret.slice(6), "of-the-answer", "of-a-header", '{}"']) {
      expect(text).not.toContain(hidden);
    }
  });
});

describe("a failure inside Posthorn", () => {
  it.each(["loadContext", "revealSecret", "record"] as const)("in %s takes a line, and counts", async (call) => {
    const { enqueue, poll, lines, published, world } = await delivering();
    const deliveryId = enqueue();
    world.faults.failNext(call, { when: "before" });
    await poll();
    const error = expect.objectContaining({ name: "PipelineFault", message: expect.any(String) });
    expect(lines).toEqual([{ level: "ERROR", message: "delivery put off", deliveryId, error }]);
    expect(published).toEqual([{ PipelineFault: 1 }]);
  });

  it("that is a message that can't be read takes a line without an id, and without the message", async () => {
    const { deliveries, poll, lines, published } = await delivering();
    deliveries.send("not a task");
    await poll();
    expect(lines).toMatchObject([
      {
        level: "ERROR",
        message: "delivery put off",
        error: { message: "a message can't be read" },
      },
    ]);
    expect(lines[0]).not.toHaveProperty("deliveryId");
    expect(JSON.stringify(lines)).not.toContain("not a task");
    expect(published).toEqual([{ PipelineFault: 1 }]);
  });

  it("of one message leaves the outcome of the others counted", async () => {
    const { enqueue, poll, published, world } = await delivering();
    enqueue("evt_1");
    enqueue("evt_2");
    world.faults.failNext("revealSecret", { when: "before" });
    await poll();
    expect(published).toEqual([{ PipelineFault: 1, Delivered: 1 }]);
  });
});

describe("a message that is put off, with nothing to tell, takes no line and publishes nothing", () => {
  it("in the quick lane", async () => {
    const { enqueue, poll, pass, lines, published, deliveries, retries } = await delivering([{ status: 500 }]);
    enqueue();
    await poll();
    pass(1);
    enqueue();
    await poll();
    expect([lines.length, published.length, deliveries.size(), retries.size()]).toEqual([1, 1, 0, 2]);
  });

  it("in the patient lane", async () => {
    const { enqueuePatient, pollRetries, pass, lines, published, retries } = await delivering([{ status: 500 }]);
    enqueuePatient();
    await pollRetries();
    pass(1);
    enqueuePatient();
    await pollRetries();
    expect([lines.length, published.length, retries.size()]).toEqual([1, 1, 2]);
  });
});
