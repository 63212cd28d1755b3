import { describe, expect, it } from "vitest";
import { choosing } from "../../support/memory/memory-choosing.ts";
import { memoryLaterMatchWriter } from "../../support/memory/memory-replays.ts";

interface Explained {
  subscriptionId: string;
  step: string;
  reason: string;
  recorded: boolean;
  changedSince?: boolean;
  matchedTypes?: string[];
}

async function scene() {
  const world = await choosing();
  await world.operate("POST /api/v1/derived-types", { name: "big", from: "a", when: "data.n > 10.0" });
  const explain = async (id: string): Promise<Map<string, Explained>> => {
    const { body } = await world.call("GET /api/v1/events/{id}/explanation", { key: world.key, id });
    return new Map(body.data.map((e: Explained) => [e.subscriptionId, e]));
  };
  const eventNow = (id: string) => world.call("GET /api/v1/events/{id}", { key: world.key, id });
  return { ...world, explain, eventNow };
}

describe("an explanation", () => {
  it("names the step that decided, for each subscription", async () => {
    const { subscribe, send, explain, call, key } = await scene();
    const ids = {
      matched: await subscribe({ name: "all" }),
      inactive: await subscribe({ active: false }),
      type: await subscribe({ events: ["b"] }),
      derived: await subscribe({ events: ["big"] }),
      filter: await subscribe({ filter: "data.n == 2" }),
      failing: await subscribe({ filter: "data.user.age > 18" }),
    };
    const { id } = (await send({ type: "a", data: { n: 1 } })).body;
    const explained = await explain(id);
    const of = (name: keyof typeof ids) => explained.get(ids[name]);
    expect(explained.size).toBe(6);
    expect(of("matched")).toMatchObject({ step: "matched", name: "all", matchedTypes: ["a"], recorded: true });
    expect(of("inactive")).toMatchObject({
      step: "inactive",
      matchedTypes: ["a"],
      recorded: true,
      changedSince: false,
    });
    expect(of("type")).toMatchObject({ step: "type" });
    expect(of("derived")).toMatchObject({ step: "derived-condition" });
    expect(of("filter")).toMatchObject({
      step: "filter",
      reason: "The event does not meet the subscription's filter.",
    });
    expect(of("failing")).toMatchObject({
      step: "filter",
      reason:
        "The event does not meet the subscription's filter. The evaluation failed: No such key: user (at position 5).",
    });
    const page = (await call("GET /api/v1/events/{id}/explanation", { key, id, query: { limit: "2" } })).body;
    const query = { limit: "2", after: page.next };
    const following = (await call("GET /api/v1/events/{id}/explanation", { key, id, query })).body;
    const seen = [...page.data, ...following.data].map((entry: { subscriptionId: string }) => entry.subscriptionId);
    expect([page.data.length, seen]).toEqual([2, seen.toSorted()]);
    expect(new Set(seen).size).toBe(page.data.length + following.data.length);
    expect(following.data.length).toBeGreaterThan(0);
  });

  it("can be about one subscription", async () => {
    const { subscribe, send, call, key } = await scene();
    await subscribe({ name: "all" });
    const type = await subscribe({ events: ["b"] });
    const { id } = (await send({ type: "a", data: { n: 1 } })).body;
    const about = async (subscriptionId: string) =>
      (await call("GET /api/v1/events/{id}/explanation", { key, id, query: { subscriptionId } })).body;
    expect(await about(type)).toMatchObject({ data: [{ subscriptionId: type, step: "type" }], next: null });
    expect(await about("sub_01J00000000000000000000000")).toEqual({ data: [], next: null });
  });

  it("says what was recorded, whatever has changed since", async () => {
    const { subscribe, send, explain, call, key, pass } = await scene();
    const edited = await subscribe({ events: ["big"] });
    const gone = await subscribe({});
    const { id } = (await send({ type: "a", data: { n: 11 } })).body;
    pass(1000);
    await call("PATCH /api/v1/subscriptions/{id}", { key, id: edited, body: { filter: "false" } });
    await call("DELETE /api/v1/subscriptions/{id}", { key, id: gone });
    const explained = await explain(id);
    const matched = { step: "matched", recorded: true };
    expect(explained.get(edited)).toMatchObject({ ...matched, matchedTypes: ["big"], changedSince: true });
    expect(explained.get(gone)).toMatchObject({ ...matched, matchedTypes: ["a", "big"] });
    expect(explained.get(gone)).not.toHaveProperty("changedSince");
  });

  it("says that a subscription that matches now got no delivery then", async () => {
    const { subscribe, send, explain, pass } = await scene();
    const { id } = (await send({ type: "a", data: { n: 1 } })).body;
    pass(1000);
    const late = await subscribe({});
    expect((await explain(id)).get(late)).toMatchObject({
      step: "matched",
      recorded: false,
      changedSince: true,
      reason: expect.stringContaining("got no delivery"),
    });
  });

  it("of a test send concerns only its subscription", async () => {
    const { subscribe, explain, call, key } = await scene();
    const tested = await subscribe({ events: ["z"] });
    await subscribe({});
    const { body } = await call("POST /api/v1/subscriptions/{id}/test", { key, id: tested });
    const explained = await explain(body.eventId);
    expect([...explained.keys()]).toEqual([tested]);
    expect(explained.get(tested)?.reason).toContain("test send");
  });

  it("is not available for another tenant's event, or an unknown event", async () => {
    const { send, call, key, otherKey } = await scene();
    const { id } = (await send({ type: "a", data: 1 })).body;
    const statusOf = async (reader: string, event: string) =>
      (await call("GET /api/v1/events/{id}/explanation", { key: reader, id: event })).status;
    expect([await statusOf(otherKey, id), await statusOf(key, "evt_none")]).toEqual([404, 404]);
  });
});

describe("an explanation of a match that took longer than the request", () => {
  /** An event about which it isn't decided yet whether the only subscription gets it. */
  async function undecided() {
    const all = await scene();
    const subscriptionId = await all.subscribe({ filter: 'data.s.matches("^(a|aa)+$")' });
    const { body } = await all.send({ type: "a", data: { s: `${"a".repeat(60)}!` } });
    const [event] = all.world.events.values();
    if (!event) throw new Error("there is an event");
    const ports = memoryLaterMatchWriter(all.world);
    const { tenantId, incarnation, ulid } = event;
    const of = { tenantId, incarnation, ulid, subscriptionId };
    const explained = async () => (await all.explain(body.id)).get(subscriptionId);
    return { ...all, ports, of, explained, body };
  }

  it("says that it isn't decided yet", async () => {
    const { explained, eventNow, body } = await undecided();
    expect(body).toMatchObject({ deliveries: 0, undecided: 1 });
    expect((await eventNow(body.id)).body).toMatchObject({ deliveries: 0, undecided: 1 });
    expect(await explained()).toMatchObject({
      step: "undecided",
      reason: "Posthorn has not decided yet, because the filter or a condition took too long. It will, within minutes.",
      recorded: true,
    });
  });

  it("gives the recorded reason for a subscription that got no delivery", async () => {
    const { explained, ports, of } = await undecided();
    await ports.putLaterMisses([{ ...of, step: "filter", reason: "took longer than 2 s" }]);
    expect(await explained()).toMatchObject({
      step: "filter",
      reason: "The event does not meet the subscription's filter. The evaluation failed: took longer than 2 s.",
      recorded: true,
    });
  });

  it("shows the delivery that it got", async () => {
    const { explained, ports, of } = await undecided();
    await ports.putLaterMatches([{ ...of, types: ["a"] }]);
    expect(await explained()).toMatchObject({ step: "matched", matchedTypes: ["a"], recorded: true });
  });
});
