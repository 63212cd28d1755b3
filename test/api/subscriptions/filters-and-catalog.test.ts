import { describe, expect, it } from "vitest";
import { deliveryId } from "../../../lib/core/ids.ts";
import { busEventText } from "../../support/bus-event.ts";
import { choosing } from "../../support/memory/memory-choosing.ts";
import { pollOnce } from "../../support/memory/memory-pipeline.ts";

const OUTTAKE = "lib/cli/catalog/sets/outtake.json";

describe("a filter", () => {
  it("lets through only events that meet it", async () => {
    const { subscribe, matchesOf } = await choosing();
    const id = await subscribe({ filter: 'data.facts.agentKey == "support"' });
    expect(await matchesOf("outcome", { facts: { agentKey: "support" } })).toEqual({ [id]: ["outcome"] });
    expect(await matchesOf("outcome", { facts: { agentKey: "sales" } })).toEqual({});
    expect(await matchesOf("outcome", { facts: {} })).toEqual({});
  });

  it("applies from the next event on when it is changed, and when it is cleared", async () => {
    const { subscribe, matchesOf, call, key } = await choosing();
    const id = await subscribe({ filter: "data.n == 1" });
    const change = (filter: string | null) =>
      call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { filter } }).then(({ body }) => body.filter);
    expect(await matchesOf("a", { n: 2 })).toEqual({});
    expect(await change("data.n == 2")).toBe("data.n == 2");
    expect(await matchesOf("a", { n: 2 })).toEqual({ [id]: ["a"] });
    expect(await change(null)).toBeUndefined();
    expect(await matchesOf("a", { n: 3 })).toEqual({ [id]: ["a"] });
  });

  it.each([
    ["of broken syntax", "data.n ==", "Unexpected token: EOF (at position 9)"],
    ["with an unknown name", "payload.n == 1", "Unknown variable: payload (at position 0)"],
    ["that is not a boolean", "1 + 1", "must be true or false, but is of type int (at position 0)"],
    ["with a bad pattern", 'data.s.matches("(")', /^Invalid regular expression: .* \(at position 15\)$/],
    ["with a bad pattern that may not be needed", 'data.a || data.s.matches("[b-a]")', /\(at position 25\)$/],
    ["with a bad pattern in a loop", 'data.l.exists(x, x.matches("a{2,1}"))', /\(at position 27\)$/],
    ["with a bad pattern of two parts", 'data.s.matches("a" + "(")', /\(at position 15\)$/],
    ["with a bad raw pattern", "!data.s.matches(r'*')", /\(at position 16\)$/],
    ["with a flag that doesn't exist", 'data.s.matches("(?P<n>a)")', /\(at position 15\)$/],
    ["with a bad pattern in one of two cases", 'data.s.matches(data.a ? "a" : "(")', /\(at position 15\)$/],
    ["with a bad pattern of parts and cases", 'data.s.matches("a" + (data.a ? "b" : "["))', /\(at position 15\)$/],
    [
      "with a double that loses a digit",
      "data.n == 9007199254740993.0",
      /write the integer 9007199254740993 \(at position 10\)$/,
    ],
    ["with such a double in a list", "data.n in [1.0, -9.007199254740993e15]", /\(at position 17\)$/],
    ["with such a double as an argument", "data.n == int(9007199254740993.0)", /\(at position 14\)$/],
    [
      "with an unsigned number in a list",
      "data.n in [5u, 9007199254740993u]",
      /write it without u \(at position 11\)$/,
    ],
    ["with an unsigned number in a map", 'data == {"n": 5u}', /\(at position 14\)$/],
    ["with an unsigned number to be found", "5u in data.l", /\(at position 0\)$/],
    ["with a number made unsigned in a list", "data.n in [uint(5)]", /\(at position 11\)$/],
    ["with an integer beyond 64 bits", "data.n == 18446744073709551616u", /Invalid integer/],
    ["that is too long", `data.n == "${"x".repeat(2048)}"`, "must be at most 2048 bytes"],
  ])("%s is rejected when saved, and when changed", async (_case, filter, expected) => {
    const message = typeof expected === "string" ? expected : expect.stringMatching(expected);
    const { subscribe, call, key } = await choosing();
    const id = await subscribe({});
    const body = { url: "https://receiver.example/hook", events: ["*"], filter };
    for (const answer of [
      await call("POST /api/v1/subscriptions", { key, body }),
      await call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { filter } }),
    ]) {
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "/filter", message }] } });
    }
  });

  it("with a bad pattern is rejected in a derived type and in a replay as well", async () => {
    const { subscribe, operate, call, key } = await choosing();
    const filter = 'data.s.matches("(")';
    const derived = { name: "a.b", from: "a", when: filter };
    await operate("POST /api/v1/derived-types", { ...derived, when: "data.s" });
    const replay = { subscriptionId: await subscribe({}), since: "2025-12-31T00:00:00Z", filter };
    for (const [path, answer] of [
      ["/when", await operate("POST /api/v1/derived-types", { ...derived, name: "a.c" })],
      ["/when", await operate("PATCH /api/v1/derived-types/{id}", { when: filter }, "a.b")],
      ["/filter", await call("POST /api/v1/replays", { key, body: replay })],
    ] as const) {
      const message = expect.stringMatching(/^Invalid regular expression.*\(at position 15\)$/);
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path, message }] } });
    }
  });

  it("with a pattern from the data is accepted, and judged by each event", async () => {
    const { subscribe, matchesOf } = await choosing();
    const id = await subscribe({ filter: "data.s.matches(data.r)" });
    expect(await matchesOf("a", { s: "x", r: "(" })).toEqual({});
    expect(await matchesOf("a", { s: "x", r: "x" })).toEqual({ [id]: ["a"] });
  });

  it("that runs too long holds up neither its event nor the other subscriptions", async () => {
    const { subscribe, matchesOf } = await choosing();
    await subscribe({ filter: 'data.s.matches("^(a+)+$")' });
    const plain = await subscribe({});
    expect(await matchesOf("a", { s: `${"a".repeat(60)}!` })).toEqual({ [plain]: ["a"] });
  });
});

describe("the outtake set", () => {
  const item = (newState: string, previousState?: string) => ({
    workflow: { workflowId: "w", newState, previousState },
  });
  const CREATED = "workflow-item-created";
  const UPDATED = "workflow-item-state-updated";
  const metadata = { resolvedState: "done", activeStates: "open,review" };

  it.each<[string, string, object, string[]]>([
    ["a new item", CREATED, item("open"), ["workflow.item.created"]],
    ["a change between active states", UPDATED, item("review", "open"), ["workflow.item.state.changed"]],
    ["a change to the same state", UPDATED, item("open", "open"), []],
    ["a change from resolved to resolved", UPDATED, item("done", "done"), []],
    ["an item resolved", UPDATED, item("done", "open"), ["workflow.item.state.changed", "workflow.item.resolved"]],
    ["an item reopened", UPDATED, item("open", "done"), ["workflow.item.state.changed", "workflow.item.reopened"]],
    [
      "an item put from resolved to no active state",
      UPDATED,
      item("archived", "done"),
      ["workflow.item.state.changed"],
    ],
  ])("of %s makes one delivery, with all types that match", async (_case, type, data, types) => {
    const { load, subscribe, matchesOf } = await choosing();
    await load(OUTTAKE);
    const id = await subscribe({ events: ["workflow.item.*"], metadata });
    const matches = await matchesOf(type, data);
    expect(Object.keys(matches)).toEqual(types.length > 0 ? [id] : []);
    expect((matches[id] ?? []).sort()).toEqual(types.sort());
  });

  it("uses the states of each subscription", async () => {
    const { load, subscribe, matchesOf } = await choosing();
    await load(OUTTAKE);
    const events = ["workflow.item.resolved"];
    const ours = await subscribe({ events, metadata });
    await subscribe({ events, metadata: { resolvedState: "closed" } });
    await subscribe({ events });
    expect(await matchesOf(UPDATED, item("done", "open"))).toEqual({ [ours]: ["workflow.item.resolved"] });
  });

  it("can be loaded twice", async () => {
    const { load, operate } = await choosing();
    expect([await load(OUTTAKE), await load(OUTTAKE)]).toEqual([6, 6]);
    expect((await operate("GET /api/v1/derived-types")).body.data).toHaveLength(4);
  });

  it("is shown by a delivery, too", async () => {
    const { load, subscribe, send, call, key } = await choosing();
    await load(OUTTAKE);
    const subscriptionId = await subscribe({ events: ["workflow.item.resolved"], metadata });
    const { id } = (await send({ type: UPDATED, data: item("done", "open") })).body;
    const delivery = deliveryId(id.slice("evt_".length), subscriptionId);
    expect((await call("GET /api/v1/deliveries/{id}", { key, id: delivery })).body).toMatchObject({
      type: UPDATED,
      matchedTypes: ["workflow.item.resolved"],
    });
  });
});

describe("an enforced schema", () => {
  const schema = {
    type: "object",
    required: ["id"],
    properties: { id: { type: "string" }, lines: { type: "array", items: { type: "object", required: ["sku"] } } },
  };
  const make = async (fields: object = {}) => {
    const world = await choosing();
    await world.operate("POST /api/v1/event-types", { name: "order.made", schema, enforce: true, ...fields });
    return world;
  };

  it("accepts events that are valid, and events of other types", async () => {
    const { send } = await make();
    expect((await send({ type: "order.made", data: { id: "1" } })).status).toBe(202);
    expect((await send({ type: "order.paid", data: 7 })).status).toBe(202);
  });

  it("rejects an invalid event, and names each path", async () => {
    const { send, queue, world } = await make();
    const { status, body } = await send({ type: "order.made", data: { lines: [{ sku: 1 }, {}] } });
    expect(status).toBe(422);
    expect(body.errors.map((e: { path: string }) => e.path).sort()).toEqual(["/data/id", "/data/lines/1/sku"]);
    expect([queue.size(), world.events.values().length]).toEqual([0, 0]);
  });

  it("rejects a list because of one event", async () => {
    const { send, world } = await make();
    const events = [
      { type: "order.made", data: { id: "1" } },
      { type: "order.made", data: { id: 2 } },
    ];
    const { status, body } = await send({ events });
    expect([status, body.errors[0].path]).toEqual([422, "/events/1/data/id"]);
    expect(world.events.values()).toEqual([]);
  });

  it("rejects an event from the bus", async () => {
    const { ingest, intake, world } = await make();
    intake.send(busEventText({ tenantId: "acme", data: {} }, { type: "order.made" }));
    await pollOnce(intake, ingest);
    expect(world.rejected.values()).toMatchObject([
      { reason: "The request has invalid fields.", errors: [{ path: "/detail/data/id" }] },
    ]);
  });

  it("applies from the next event on, when it is created and when it is no longer enforced", async () => {
    const { send, operate } = await make({ enforce: false });
    const sent = () => send({ type: "order.made", data: {} }).then(({ status }) => status);
    expect(await sent()).toBe(202);
    await operate("PATCH /api/v1/event-types/{id}", { enforce: true }, "order.made");
    expect(await sent()).toBe(422);
    await operate("DELETE /api/v1/event-types/{id}", undefined, "order.made");
    expect(await sent()).toBe(202);
  });

  it("accepts a repeat of an event that was accepted before it", async () => {
    const { send, operate } = await make({ enforce: false });
    const event = { id: "e1", type: "order.made", data: {} };
    await send(event);
    await operate("PATCH /api/v1/event-types/{id}", { enforce: true }, "order.made");
    expect((await send(event)).body).toMatchObject({ id: "e1", duplicate: true });
  });

  it("ends its check, whatever its pattern is", async () => {
    const { send } = await make({ schema: { properties: { s: { pattern: "^(a+)+$" } } } });
    const { status, body } = await send({ type: "order.made", data: { s: `${"a".repeat(60)}!` } });
    expect([status, body.errors]).toEqual([422, [{ path: "/data", message: "took too long to check" }]]);
  });
});

describe("the catalog", () => {
  it("is read only when it has changed", async () => {
    const { send, operate, world } = await choosing();
    const reads: string[] = [];
    world.faults.decide = (operation) => {
      reads.push(operation);
      return undefined;
    };
    const readsOf = async (work: () => Promise<unknown>) => {
      reads.length = 0;
      await work();
      return reads.filter((operation) => operation === "listCatalog").length;
    };
    const event = { type: "a", data: 1 };
    expect(await readsOf(() => send(event))).toBe(0);
    await operate("POST /api/v1/event-types", { name: "a" });
    expect(await readsOf(() => send(event))).toBe(1);
    expect(await readsOf(() => send(event))).toBe(0);
  });

  it("that can't be read is a failure inside Posthorn, and nothing is accepted", async () => {
    const { send, operate, world } = await choosing();
    await operate("POST /api/v1/event-types", { name: "a" });
    world.faults.failNext("listCatalog", { when: "before" });
    expect((await send({ type: "a", data: 1 })).status).toBe(503);
    expect((await send({ type: "a", data: 1 })).status).toBe(202);
  });
});
