import { describe, expect, it } from "vitest";
import { ingestHandler } from "../../../lambdas/ingest/handler.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import { busEventText } from "../../support/bus-event.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext, memoryPipeline, pollOnce } from "../../support/memory/memory-pipeline.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const AT = new Date(NOW).toISOString();
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };
const MIB = 1024 * 1024;

/** A tenant that can send events. */
function producing({ strictCatalog = false } = {}) {
  const pipeline = memoryPipeline({ now: () => NOW, sender });
  const { world, ingestPorts } = pipeline;
  const { keyId, secretHash, text: key } = newApiKey("acme");
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt: AT });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt: AT });
  const ingest = ingestHandler({ ...ingestPorts, strictCatalog });
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const raw = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await ingest(
      httpRequest({ route: "POST /api/v1/events", key, body: raw, headers }),
      invocationContext(),
    );
    return { status: answer?.statusCode, body: JSON.parse(answer?.body ?? "null") };
  };
  const addType = (name: string, fields: object = {}) =>
    ingestPorts.catalog.createEntry({
      kind: "event-type",
      name,
      deprecated: false,
      enforce: false,
      createdAt: AT,
      updatedAt: AT,
      ...fields,
    });
  return { ...pipeline, ingest, post, addType };
}

/** A request of exactly this many bytes, with events of at most 256 KiB. */
function requestOf(bytes: number, character = "x"): string {
  const around = '{"type":"a","data":""}';
  const size = 200_000;
  const events: string[] = [];
  let left = bytes - '{"events":[]}'.length;
  while (left > 0) {
    const room = Math.min(left - (events.length > 0 ? 1 : 0), size);
    const fill = Math.floor((room - around.length) / Buffer.byteLength(character));
    events.push(`{"type":"a","data":"${character.repeat(fill)}"}`);
    left -= room + (events.length > 1 ? 1 : 0);
  }
  const text = `{"events":[${events.join(",")}]}`;
  return text + " ".repeat(bytes - Buffer.byteLength(text));
}

describe("the events of a request", () => {
  it("may take 3 MiB together", async () => {
    const { post } = producing();
    const body = requestOf(3 * MIB);
    expect(Buffer.byteLength(body)).toBe(3 * MIB);
    expect((await post(body)).status).toBe(202);
  });

  it.each([
    ["ASCII", "x"],
    ["characters of several bytes", "é"],
  ])("are rejected with 413 above that, in %s", async (_case, character) => {
    const { post, world } = producing();
    const { status, body } = await post(requestOf(3 * MIB + 1, character));
    expect([status, body.errors]).toEqual([413, [{ path: "", message: "must be at most 3145728 bytes" }]]);
    expect(world.events.values()).toEqual([]);
  });

  it("are not named to a caller without a key", async () => {
    const { ingest } = producing();
    const request = httpRequest({ route: "POST /api/v1/events", body: requestOf(3 * MIB + 1) });
    expect((await ingest(request, invocationContext()))?.statusCode).toBe(401);
  });
});

describe("an event alone in a list", () => {
  it("has its place in the list in the path of an id clash", async () => {
    const { post } = producing();
    await post({ type: "a", data: 1, id: "x" });
    const { status, body } = await post({ events: [{ type: "a", data: 2, id: "x" }] });
    expect([status, body.errors[0].path]).toEqual([409, "/events/0/id"]);
  });

  it("has its place in the list in the path of a schema problem", async () => {
    const { post, addType } = producing();
    await addType("a", { enforce: true, schema: '{"type":"string"}' });
    expect((await post({ events: [{ type: "a", data: 2 }] })).body.errors[0].path).toBe("/events/0/data");
    expect((await post({ type: "a", data: 2 })).body.errors[0].path).toBe("/data");
  });
});

describe("an idempotency key", () => {
  it("of a list doesn't collide with a key that ends like one of its places", async () => {
    const { post } = producing();
    const list = {
      events: [
        { type: "a", data: 1 },
        { type: "b", data: 2 },
      ],
    };
    const single = { type: "c", data: 3 };
    const first = await post(list, { "idempotency-key": "k" });
    const other = await post(single, { "idempotency-key": "k/0" });
    expect([first.status, other.status, other.body.duplicate]).toEqual([202, 202, false]);
    const again = await post(list, { "idempotency-key": "k" });
    expect(again.body.events.map((e: { duplicate: boolean }) => e.duplicate)).toEqual([true, true]);
    expect((await post(single, { "idempotency-key": "k/0" })).body.duplicate).toBe(true);
  });

  it("of a list accepts each of its events under an id of its own, also if their contents are equal", async () => {
    const { post } = producing();
    const list = { events: [1, 1, 2].map((data) => ({ type: "a", data })) };
    const ids = async () => (await post(list, { "idempotency-key": "k" })).body.events.map((e: { id: string }) => e.id);
    const first = await ids();
    expect(new Set(first).size).toBe(3);
    expect(await ids()).toEqual(first);
  });
});

describe("an event type that the catalog doesn't list", () => {
  it("is accepted", async () => {
    const { post, addType } = producing();
    await addType("a");
    expect((await post({ type: "b", data: 1 })).status).toBe(202);
  });

  it("is rejected with strictCatalog, with its path", async () => {
    const { post, addType, world } = producing({ strictCatalog: true });
    await addType("a");
    expect((await post({ type: "a", data: 1 })).status).toBe(202);
    const one = await post({ type: "b", data: 1 });
    const several = await post({
      events: [
        { type: "a", data: 1 },
        { type: "b", data: 1 },
      ],
    });
    expect([one.status, one.body.errors[0].path]).toEqual([422, "/type"]);
    expect([several.status, several.body.errors[0].path]).toEqual([422, "/events/1/type"]);
    expect(world.events.values()).toHaveLength(1);
  });

  it("is rejected with strictCatalog while the catalog is empty", async () => {
    const { post } = producing({ strictCatalog: true });
    expect((await post({ type: "a", data: 1 })).status).toBe(422);
  });

  it("is rejected with strictCatalog if it is only a derived type", async () => {
    const { post, ingestPorts } = producing({ strictCatalog: true });
    const times = { createdAt: AT, updatedAt: AT };
    await ingestPorts.catalog.createEntry({ kind: "derived-type", name: "b", from: "a", when: "true", ...times });
    expect((await post({ type: "b", data: 1 })).status).toBe(422);
  });

  it("is rejected with strictCatalog from the bus too", async () => {
    const { ingest, intake, world } = producing({ strictCatalog: true });
    intake.send(busEventText({ tenantId: "acme", data: 1 }, { type: "b" }));
    await pollOnce(intake, ingest);
    expect(world.rejected.values()).toMatchObject([
      { errors: [{ path: "/detail-type", message: "is not in the catalog" }] },
    ]);
  });

  it("stays a duplicate when its type has left the catalog", async () => {
    const { post, addType, ingestPorts } = producing({ strictCatalog: true });
    await addType("a");
    const event = { type: "a", data: 1, id: "x" };
    await post(event);
    await ingestPorts.catalog.deleteEntry({ kind: "event-type", name: "a" });
    expect(await post(event)).toMatchObject({ status: 202, body: { duplicate: true } });
  });
});
