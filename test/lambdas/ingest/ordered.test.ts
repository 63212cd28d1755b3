import { describe, expect, it } from "vitest";
import { ingestHandler } from "../../../lambdas/ingest/handler.ts";
import { sendOrdered } from "../../../lambdas/ingest/ordered.ts";
import { DIRECT, type DirectLimits } from "../../../lambdas/ingest/routed.ts";
import { untried } from "../../../lib/core/delivery/lifecycle.ts";
import { newTask } from "../../../lib/core/delivery/task.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import { deliveryId } from "../../../lib/core/ids.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import type { LaneMessage } from "../../../lib/core/ordered/ordered-queue.ts";
import { busEventText } from "../../support/bus-event.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext, memoryPipeline, pollOnce } from "../../support/memory/memory-pipeline.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const AT = new Date(NOW).toISOString();
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

/** The tenant `acme` with an ordered subscription and another one. */
function ordering(fields: Partial<Subscription> = {}, direct: DirectLimits = DIRECT) {
  let nowMs = NOW;
  const pipeline = memoryPipeline({ now: () => nowMs++, sender });
  const { world, ordered, deliveries, pages, intake } = pipeline;
  const { keyId, secretHash, text: key } = newApiKey("acme");
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt: AT });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt: AT });
  const [strict, other] = [subscriptionOf({ ordered: true, ...fields }), subscriptionOf()];
  for (const one of [strict, other]) world.subscriptions.put(`acme/${one.id}`, one);
  const ingest = ingestHandler({ ...pipeline.ingestPorts, direct });
  return {
    world,
    strict,
    deliveries,
    pages,
    ordered,
    async post(body: object) {
      const request = httpRequest({ route: "POST /api/v1/events", key, body: JSON.stringify(body) });
      const answer = await ingest(request, invocationContext());
      return { status: answer.statusCode, body: JSON.parse(answer.body ?? "null") };
    },
    async fromBus(data: unknown) {
      intake.send(busEventText({ tenantId: "acme", data }));
      await pollOnce(intake, ingest);
    },
    /** The data of the events that were sent to the ordered queue, in order. */
    sent: () => ordered.map(({ task }) => JSON.parse(task?.event.data ?? "null")),
    hashes: () => ordered.map(({ lane }) => lane.hash),
    rows: (): Delivery[] => world.deliveries.values().filter(({ subscriptionId }) => subscriptionId === strict.id),
  };
}

const event = (data: unknown, more: object = {}) => ({ type: "a", data, ...more });

describe("a delivery to an ordered subscription", () => {
  it("goes to the ordered queue, and the tenant's other deliveries don't", async () => {
    const { post, ordered, deliveries, strict, rows } = ordering();
    const { body } = await post(event(1));
    expect(body).toMatchObject({ deliveries: 2, duplicate: false });
    const lane = { tenantId: "acme", subscriptionId: strict.id, hash: "" };
    const id = deliveryId(body.id.slice("evt_".length), strict.id);
    expect(ordered).toMatchObject([{ lane, task: { deliveryId: id, run: 0, trigger: "scheduled" } }]);
    expect([deliveries.size(), rows()]).toEqual([1, []]);
  });

  it("goes there in the order of the list", async () => {
    const { post, sent } = ordering();
    await post({ events: ["x", "y", "z"].map((data) => event(data)) });
    await post({ events: [event(1), event(2)] });
    expect(sent()).toEqual(["x", "y", "z", 1, 2]);
  });

  it("goes there in the order of the list, even if an earlier try claimed some events", async () => {
    const { post, sent, world } = ordering();
    const [first, second, third] = [1, 2, 3].map((n) => event(n, { id: `order-${n}` }));
    world.faults.failNext("putEvents", { when: "before" });
    expect((await post({ events: [first] })).status).toBe(503);
    expect((await post({ events: [first, second, third] })).status).toBe(202);
    expect(sent()).toEqual([1, 1, 2, 3]);
  });

  it("goes there once if the list names its event twice", async () => {
    const { post, sent } = ordering();
    const [first, second] = [1, 2].map((n) => event(n, { id: `order-${n}` }));
    await post({ events: [first, second, first] });
    expect(sent()).toEqual([1, 2]);
  });

  it("goes there if the event comes from the bus", async () => {
    const { fromBus, sent } = ordering();
    await fromBus(7);
    expect(sent()).toEqual([7]);
  });

  it("goes there in a large request too, and never by way of fan-out", async () => {
    const { post, sent, pages, world } = ordering({}, { ofRequest: 0, ofEvent: 0, pageSize: 10 });
    expect((await post(event(1))).status).toBe(202);
    expect([sent(), pages.size(), world.events.values()[0]?.subscriptionIds.length]).toEqual([[1], 1, 2]);
  });

  it("goes there while its subscription holds, because its place there is its place in the lane", async () => {
    const { post, sent, rows, strict, world } = ordering();
    world.holds.put("acme", { [strict.id]: "paused" });
    await post(event(1));
    expect([sent(), rows()]).toEqual([[1], []]);
  });

  it("is skipped while its subscription is inactive", async () => {
    const { post, sent, rows } = ordering({ active: false });
    await post(event(1));
    expect([sent(), rows()]).toMatchObject([[], [{ state: "skipped" }]]);
  });

  it("that can't be queued fails the request, before the event is accepted", async () => {
    const { post, sent, world } = ordering();
    world.faults.failNext("sendInOrder", { when: "before" });
    expect((await post(event(1))).status).toBe(503);
    expect([sent(), world.events.values()]).toEqual([[], []]);
  });

  it("fails the request, and what follows it isn't queued", async () => {
    const { post, sent, world } = ordering();
    world.faults.failNext("sendInOrder", { when: "before" });
    expect((await post({ events: [event(1), event(2)] })).status).toBe(503);
    expect(sent()).toEqual([]);
  });

  it("waits for its event a little longer if it is held since a first try", async () => {
    const { post, rows, world, strict } = ordering();
    const named = event(1, { id: "order-1" });
    world.faults.failNext("putEvents", { when: "before" });
    await post(named);
    const [claim] = world.claims.values();
    const id = deliveryId(claim?.ulid ?? "", strict.id);
    const held = { attempts: 0, attemptsBeforeRun: 0, run: 0, trigger: "scheduled", holds: 1 } as const;
    const of = { tenantId: "acme", subscriptionId: strict.id, eventId: "order-1", type: "a" };
    const long = "2020-01-01T00:00:00.000Z";
    world.deliveries.put(id, { id, ...of, ...held, state: "held", heldFor: "order", createdAt: AT, updatedAt: long });
    expect((await post(named)).status).toBe(202);
    expect(rows()).toMatchObject([{ id, state: "held", updatedAt: expect.not.stringMatching(long) }]);
  });
});

describe("many messages", () => {
  const lane = { tenantId: "acme", subscriptionId: "sub_1", hash: "" };
  const messages = ["[1]", "[2]", "[3]", "[4]"].map((data) => {
    const event = sampleEvent({ data });
    return { lane, task: newTask(event, untried({ ...event, receivedAt: AT, subscriptionIds: ["sub_1"] }, "sub_1")) };
  });

  /** A queue whose n-th call fails, if it is given. */
  function queueOf(failing?: number) {
    const calls: LaneMessage[][] = [];
    const sendInOrder = async (sent: readonly LaneMessage[]) => {
      calls.push([...sent]);
      return sent.map(() => (calls.length === failing ? new PipelineFault("injected") : undefined));
    };
    return { calls, sendInOrder };
  }

  it("are sent in pieces, in order, so that they are never all encoded at once", async () => {
    const queue = queueOf();
    await sendOrdered(queue, messages, 6);
    expect(queue.calls.length).toBeGreaterThan(1);
    expect(queue.calls.flat()).toEqual(messages);
  });

  it("aren't sent after a failure", async () => {
    const queue = queueOf(1);
    await expect(sendOrdered(queue, messages, 6)).rejects.toThrow("injected");
    expect(queue.calls).toHaveLength(1);
  });

  it("cost no call if there are none", async () => {
    const queue = queueOf();
    await sendOrdered(queue, []);
    expect(queue.calls).toEqual([]);
  });
});

describe("an ordering key", () => {
  it("gives each of its values a lane", async () => {
    const { post, hashes } = ordering({ orderingKey: "data.customer" });
    await post({ events: ["a", "b", "a"].map((customer) => event({ customer })) });
    const [first, second, third] = hashes();
    expect([first, second]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect([first === third, first === second]).toEqual([true, false]);
  });

  it.each([{}, { customer: null }, { customer: ["a"] }])("has no value for the data %j", async (data) => {
    const { post, hashes } = ordering({ orderingKey: "data.customer" });
    await post(event(data));
    expect(hashes()).toEqual([""]);
  });
});
