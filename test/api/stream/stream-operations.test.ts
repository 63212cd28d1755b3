import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { streamCursor } from "../../../lib/api/stream/stream-cursor.ts";
import { streamOperations } from "../../../lib/api/stream/stream-operations.ts";
import { untried } from "../../../lib/core/delivery/lifecycle.ts";
import { deliveryId } from "../../../lib/core/ids.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import { signedRequest } from "../../../lib/sending/sign.ts";
import { eventAt } from "../../support/contracts/sample-records.ts";
import { requestFor } from "../../support/endpoint-request.ts";
import { eventNamed, forgetEvent, keepEvent, tenantIn } from "../../support/memory/kept-events.ts";
import { memoryDeliveryEditor } from "../../support/memory/memory-deliveries.ts";
import { memoryLogReader } from "../../support/memory/memory-log-reader.ts";
import { HOP } from "../../support/memory/memory-pipeline.ts";
import { pulling, STREAM_START_MS, type StreamedDelivery } from "../../support/memory/memory-pulling.ts";
import { memorySeals } from "../../support/memory/memory-seals.ts";
import { memorySubscriptionStore } from "../../support/memory/memory-subscriptions.ts";

const ROUTE = "GET /api/v1/subscriptions/{id}/stream";

describe("the stream", () => {
  it("shows unconfirmed deliveries, oldest first, as they would be POSTed", async () => {
    const { send, page, secret } = await pulling({ headers: { "x-own": "mine" } });
    const ids = [await send({ data: { big: 1 }, type: "b" }), await send(), await send()];
    const { data } = await page();
    expect(data.map(({ eventId }) => eventId)).toEqual(ids);
    const [first] = data;
    expect(first?.headers).toMatchObject({
      "x-own": "mine",
      "webhook-id": ids[0],
      "content-type": "application/json",
      "user-agent": expect.stringContaining("Posthorn"),
    });
    expect(new Webhook(secret).verify(first?.body ?? "", first?.headers ?? {})).toMatchObject({ data: { big: 1 } });
  });

  it("shows a delivery again until its page's cursor comes", async () => {
    const { send, page, shown, stateOf } = await pulling();
    const [first, second] = [await send(), await send()];
    const { next } = await page({ limit: "1" });
    expect(await shown({ limit: "1" })).toEqual([first]);
    expect(await shown({ after: next })).toEqual([second]);
    expect([stateOf(first), stateOf(second)]).toEqual(["delivered", "pending"]);
    expect(await shown({ after: next })).toEqual([second]);
    expect(await shown()).toEqual([second]);
  });

  it("continues from an empty page", async () => {
    const { send, page, shown } = await pulling();
    const empty = await page();
    expect(empty.data).toEqual([]);
    const eventId = await send();
    const first = await page({ after: empty.next });
    expect(first.data.map((item) => item.eventId)).toEqual([eventId]);
    expect(await shown({ after: first.next })).toEqual([]);
    expect(await shown({ after: empty.next })).toEqual([]);
  });

  it("confirms no delivery that was not on the page, even if it is older", async () => {
    const { send, page, id, world, stateOf } = await pulling();
    await send();
    const { next } = await page();
    const late = keepEvent(world, eventAt("acme", STREAM_START_MS, { subscriptionIds: [id] }));
    world.deliveries.put(deliveryId(late.ulid, id), untried(late, id));
    expect((await page({ after: next })).data.map(({ eventId }) => eventId)).toEqual([late.id]);
    expect(stateOf(late.id)).toBe("pending");
  });

  it("leaves out deliveries without an event, and reads past them", async () => {
    const { send, shown, id, world } = await pulling();
    for (let n = 0; n < 3; n++) {
      const event = eventAt("acme", STREAM_START_MS + n, { subscriptionIds: [id] });
      world.deliveries.put(deliveryId(event.ulid, id), untried(event, id));
    }
    const eventId = await send();
    expect(await shown({ limit: "1" })).toEqual([eventId]);
  });

  it("gets past many deliveries without an event, even with small pages", async () => {
    const { send, shown, world } = await pulling();
    for (let n = 0; n < 20; n++) forgetEvent(world, await send());
    const event = await send();
    expect(await shown({ limit: "1" })).toEqual([event]);
  });

  it("gives up deliveries whose event never came, so that any number of them hides nothing for long", async () => {
    const { send, shown, id, world, wait, stateOf } = await pulling();
    const lost = eventAt("acme", STREAM_START_MS - 5_000, { subscriptionIds: [id] });
    for (let n = 0; n < 3000; n++) {
      const event = n === 0 ? lost : eventAt("acme", STREAM_START_MS - 5_000 + n, { subscriptionIds: [id] });
      world.deliveries.put(deliveryId(event.ulid, id), untried(event, id));
    }
    const event = await send();
    expect([await shown(), stateOf(lost.id)]).toEqual([[], "pending"]);
    wait(24 * 3_600_000);
    for (let polls = 0; polls < 3; polls++) await shown();
    expect([await shown(), stateOf(lost.id)]).toEqual([[event], "cancelled"]);
  });

  it.each(["pending", "cancelled"] as const)(
    "shows a delivery that was left %s once its event is sent again",
    async (left) => {
      const { send, shown, world, stateOf, wait } = await pulling();
      const own = { id: "mine" };
      await send(own);
      forgetEvent(world, "mine");
      const row = world.deliveries.values()[0];
      const givenUp = left === "cancelled" && { eventMissing: true as const };
      if (row) world.deliveries.put(row.id, { ...row, state: left, ...givenUp });
      wait(25 * 3_600_000);
      if (left === "pending") expect(await shown()).toEqual([]);
      await send(own);
      expect([await shown(), stateOf("mine")]).toEqual([["mine"], "pending"]);
    },
  );

  it("shows no erased or cancelled deliveries", async () => {
    const { call, key, id, send, shown, stateOf } = await pulling();
    const [erased, given, kept] = [await send(), await send(), await send()];
    await call("DELETE /api/v1/events/{id}/content", { key, id: erased });
    await call("POST /api/v1/deliveries/{id}/cancel", { key, id: deliveryId(given.slice("evt_".length), id) });
    expect(await shown()).toEqual([kept]);
    expect([stateOf(erased), stateOf(given)]).toEqual(["cancelled", "cancelled"]);
  });

  it("signs in the current dialect with the current secret", async () => {
    const { call, key, id, send, page } = await pulling();
    await send();
    const { secret } = (await call("POST /api/v1/subscriptions/{id}/rotate-secret", { key, id })).body;
    const [item] = (await page()).data;
    new Webhook(secret).verify(item?.body ?? "", item?.headers ?? {});
    await call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { dialects: [{ name: "github" }] } });
    expect((await page()).data[0]?.headers).toHaveProperty("x-hub-signature-256");
  });

  it.each([
    ["with any data", '"\\u0000\\ud800 é 😀 \u2028"'],
    ["with numbers that a double can't hold", '{"n":12345678901234567890, "m":1e400}'],
  ])("returns exact bodies as text, %s", async (_case, data) => {
    const { send, page, world, secret } = await pulling();
    const eventId = await send();
    const event = eventNamed(world, eventId);
    if (event) keepEvent(world, { ...event, data });
    const [item] = (await page()).data;
    expect(item?.body).toContain(data);
    new Webhook(secret).verify(Buffer.from(item?.body ?? ""), item?.headers ?? {});
  });

  it("shows no confirmed delivery again because lists lag", async () => {
    const { world, id, send, page, secret } = await pulling();
    const [first, second] = [await send(), await send()];
    const before = await memoryLogReader(world).listDeliveries(
      { tenantId: "acme", subscriptionId: id },
      { order: "oldest" },
      { limit: 2 },
    );
    const { next } = await page({ limit: "1" });
    await page({ after: next });
    const late = streamOperations({
      log: { ...memoryLogReader(world), listDeliveries: async () => before },
      subscriptions: memorySubscriptionStore(world),
      editor: memoryDeliveryEditor(world),
      rules: { dialect: () => standard },
      sign: signedRequest({
        secrets: { reveal: async () => [secret] },
        seals: memorySeals(world),
        hop: HOP,
        now: () => STREAM_START_MS,
      }),
      now: () => STREAM_START_MS,
    });
    const answer = await late.readStream({ ...requestFor(id), ...tenantIn(world), query: { limit: 50 } });
    expect(before.items.map(({ eventId }) => eventId)).toEqual([first, second]);
    expect(JSON.parse(answer.body).data.map((item: StreamedDelivery) => item.eventId)).toEqual([second]);
  });

  it("keeps a page within the size that a function may answer with", async () => {
    const { send, stream, page, world } = await pulling();
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push(await send());
    const data = JSON.stringify('"'.repeat(131_000));
    for (const event of world.events.values()) keepEvent(world, { ...event, data });
    const seen: string[] = [];
    let after: string | undefined;
    for (let polls = 0; seen.length < 12 && polls < 12; polls++) {
      const { text } = await stream(after ? { after } : {});
      expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThan(6_000_000);
      const { data, next } = JSON.parse(text);
      seen.push(...data.map((item: StreamedDelivery) => item.eventId));
      after = next;
    }
    expect(seen).toEqual(ids);
    expect((await page({ after: after ?? "" })).data).toEqual([]);
  });

  it("is for active pull subscriptions, with a key that may make changes", async () => {
    const { call, key, create, id, stream, otherKey } = await pulling();
    const { body: posted } = await create({ url: "https://receiver.example/hook" });
    expect((await call(ROUTE, { key, id: posted.id })).status).toBe(409);
    expect((await stream({}, otherKey)).status).toBe(404);
    await call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { active: false } });
    expect((await stream()).status).toBe(409);
    await call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { active: true } });
    expect((await stream()).status).toBe(200);
    await call("DELETE /api/v1/subscriptions/{id}", { key, id });
    expect((await stream()).status).toBe(404);
  });

  it.each([
    ["another stream", () => streamCursor("sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P", [])],
    ["no cursor", () => "abc"],
    ["too long", (id: string) => streamCursor(id, Array.from({ length: 251 }, String))],
    ["cut short", (id: string) => streamCursor(id, ["a"]).slice(0, -1)],
  ])("rejects a cursor that it did not return: %s", async (_case, cursor) => {
    const { stream, id } = await pulling();
    const { status, body } = await stream({ after: cursor(id) });
    expect([status, body.errors[0].path]).toEqual([422, "/after"]);
  });
});

/** A call of the table that fails while a stream is polled. */
const failure = fc.record({
  operation: fc.constantFrom("readLog", "replaceDeliveries"),
  nth: fc.integer({ min: 1, max: 5 }),
  when: fc.constantFrom("before" as const, "after" as const),
});

/** What may happen to a stream. `back`: with which of the cursors that came it is polled, 0 the last one. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: "send" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("late" as const), agoMs: fc.integer({ min: 1, max: 5000 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("poll" as const),
      limit: fc.integer({ min: 1, max: 4 }),
      back: fc.constantFrom(0, 0, 0, 1, 2, 100),
      failing: fc.option(failure, { freq: 4 }),
    }),
  },
);

type Pulling = Awaited<ReturnType<typeof pulling>>;

/** An event whose delivery becomes visible after those of later ones. */
function putLate({ world, id }: Pulling, eventId: string, receivedAtMs: number): void {
  const event = keepEvent(world, eventAt("acme", receivedAtMs, { id: eventId, subscriptionIds: [id] }));
  world.deliveries.put(deliveryId(event.ulid, id), untried(event, id));
}

/** Lets one call fail while something is done. */
async function during<T>({ faults }: Pulling["world"], failing: Failing, act: () => Promise<T>): Promise<T> {
  let calls = 0;
  faults.decide = (operation) => (operation === failing?.operation && ++calls === failing.nth ? failing : undefined);
  const result = await act();
  faults.decide = () => undefined;
  return result;
}

type Failing = { operation: string; nth: number; when: "before" | "after" } | null;

describe("whatever happens between polls", () => {
  it("no delivery is confirmed before it was shown, and all are confirmed in the end", async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const tenant = await pulling();
      const { world } = tenant;
      const seen = new Set<string>();
      const cursors: string[] = [];
      const poll = async (limit: number, after = cursors.at(-1)): Promise<number> => {
        const { status, body } = await tenant.stream({ limit: String(limit), ...(after && { after }) });
        expect([200, 503]).toContain(status);
        if (status !== 200) return -1;
        for (const item of body.data) seen.add(item.deliveryId);
        cursors.push(body.next);
        return body.data.length;
      };
      for (const [n, one] of steps.entries()) {
        if (one.kind === "send") await tenant.send();
        else if (one.kind === "late") putLate(tenant, `late-${n}`, STREAM_START_MS + n * 1000 - one.agoMs);
        else await during(world, one.failing, () => poll(one.limit, cursors.at(-1 - one.back)));
        const taken = world.deliveries.values().filter(({ state }) => state === "delivered");
        expect(taken.filter(({ id }) => !seen.has(id))).toEqual([]);
      }
      while ((await poll(3)) !== 0);
      expect(world.deliveries.values().filter(({ state }) => state !== "delivered")).toEqual([]);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
