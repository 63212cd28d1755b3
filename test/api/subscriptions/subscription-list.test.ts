import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { subscriptionOf } from "../../support/factories.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const LIST = "GET /api/v1/subscriptions";
type Query = Record<string, string>;

/** Subscriptions of `acme`, and a list of the names that a query finds. */
async function withSubscriptions(all: { name: string; [field: string]: unknown }[]) {
  let nowMs = Date.parse(AT);
  const api = await memoryApiWithTenant("manage", { now: () => ++nowMs });
  const { call, key, otherKey } = api;
  const ids = new Map<string, string>();
  for (const fields of all) {
    const body = { url: "https://receiver.example/hook", events: ["*"], ...fields };
    ids.set(fields.name, (await call("POST /api/v1/subscriptions", { key, body })).body.id);
  }
  const found = async (query: Query, by = key, route = LIST) => {
    const { status, body } = await call(route, { key: by, query });
    expect([status, body.next], JSON.stringify(body)).toEqual([200, null]);
    return body.data.map(({ name }: { name: string }) => name);
  };
  return { ...api, ids, found, foundByOther: (query: Query) => found(query, otherKey) };
}

const SHOPS = [
  { name: "one", metadata: { team: "billing", tier: "gold" }, active: false },
  { name: "two", metadata: { team: "billing" }, url: "https://hooks.shop.example/In" },
  { name: "three", metadata: { Team: "billing", note: "a,b:c", team: "Billing" }, description: "For the SHOP" },
  { name: "Straße", metadata: { "a:b": "c,d", e: "" } },
];

describe("a list of subscriptions", () => {
  it.each<[Query, string[]]>([
    [{}, ["one", "two", "three", "Straße"]],
    [{ metadata: "team:billing" }, ["one", "two"]],
    [{ metadata: "tier:gold,team:billing" }, ["one"]],
    [{ metadata: "team:billing,tier:silver" }, []],
    [{ metadata: "team:bill" }, []],
    [{ metadata: "Team:billing" }, ["three"]],
    [{ metadata: "note:a,b:c" }, ["three"]],
    [{ metadata: "team:Billing,note:a,b:c" }, ["three"]],
    [{ metadata: "note:a" }, []],
    [{ metadata: "a:b:c,d,e:" }, ["Straße"]],
    [{ metadata: "team:billing," }, []],
    [{ metadata: "constructor:" }, []],
    [{ search: "shop" }, ["two", "three"]],
    [{ search: "HOOKS.shop.example/in" }, ["two"]],
    [{ search: "STRAß" }, ["Straße"]],
    [{ search: ".*" }, []],
    [{ search: "billing" }, []],
    [{ active: "false" }, ["one"]],
    [{ active: "true" }, ["two", "three", "Straße"]],
    [{ active: "true", metadata: "team:billing", search: "two" }, ["two"]],
    [{ active: "false", metadata: "team:billing", search: "two" }, []],
    [{ health: "healthy", active: "true", search: "e" }, ["two", "three", "Straße"]],
    [{ health: "failing", active: "true" }, []],
  ])("with %j has %j, and nothing for a rival", async (query, expected) => {
    const { found, foundByOther, key } = await withSubscriptions(SHOPS);
    expect(await found(query)).toEqual(expected);
    expect(await found(query, key, "GET /api/v1/webhooks")).toEqual(expected);
    expect(await foundByOther(query)).toEqual([]);
  });

  it("finds a subscription by its id, or a part of it", async () => {
    const { ids, found } = await withSubscriptions(SHOPS);
    const id = ids.get("two") ?? "";
    expect(await found({ search: id })).toEqual(["two"]);
    expect(await found({ search: id.slice(-8).toLowerCase() })).toEqual(["two"]);
  });

  it("does not look into headers", async () => {
    const secret = { name: "one", headers: { authorization: "Bearer t0p" }, sensitiveHeaders: ["authorization"] };
    const { found } = await withSubscriptions([secret]);
    expect(await found({ search: "t0p" })).toEqual([]);
  });

  it.each<[Query, string]>([
    [{ metadata: "team" }, "/metadata"],
    [{ metadata: "" }, "/metadata"],
    [{ metadata: `a:${"b".repeat(2047)}` }, "/metadata"],
    [{ search: "" }, "/search"],
    [{ search: "a".repeat(201) }, "/search"],
    [{ active: "yes" }, "/active"],
    [{ active: "true,false" }, "/active"],
    [{ name: "one" }, "/name"],
  ])("with %j is refused with 422 at %s", async (query, path) => {
    const { call, key } = await memoryApiWithTenant();
    const { status, body } = await call(LIST, { key, query });
    expect([status, body.errors.map((error: { path: string }) => error.path)]).toEqual([422, [path]]);
  });

  it("finds rare subscriptions among many, a bounded number at a time", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    const rare = [3, 700, 999, 1000, 1400];
    for (let n = 0; n < 1500; n++) {
      const id = `sub_${String(n).padStart(26, "0")}`;
      const subscription = subscriptionOf({ id, tenantId: "acme", metadata: rare.includes(n) ? { rare: "yes" } : {} });
      world.subscriptions.put(`acme/${id}`, subscription);
    }
    let reads = 0;
    world.faults.decide = (operation) => {
      if (operation === "listSubscriptions") reads++;
      return undefined;
    };
    const read = async (limit: number) => {
      const pages: number[][] = [];
      let after: string | undefined;
      do {
        reads = 0;
        const query: Query = { metadata: "rare:yes", limit: String(limit), ...(after && { after }) };
        const { body } = await call(LIST, { key, query });
        expect(reads).toBeLessThanOrEqual(4);
        pages.push(body.data.map(({ id }: { id: string }) => Number(id.slice(4))));
        after = body.next ?? undefined;
      } while (after !== undefined);
      return pages;
    };
    expect(await read(50)).toEqual([
      [3, 700, 999],
      [1000, 1400],
    ]);
    expect((await read(2)).flat()).toEqual(rare);
    expect((await read(1)).flat()).toEqual(rare);
  });

  it("continues only with the same filters", async () => {
    const { call, key } = await withSubscriptions(SHOPS);
    const list = async (query: Query) => await call(LIST, { key, query: { limit: "1", ...query } });
    const { next } = (await list({ search: "e" })).body;
    expect((await list({ search: "e", after: next })).status).toBe(200);
    const others: Query[] = [{}, { search: "f" }, { search: "e", active: "true" }, { metadata: "e:" }];
    for (const other of others) {
      const { status, body } = await list({ ...other, after: next });
      expect([status, body.errors[0].path]).toEqual([422, "/after"]);
    }
  });
});

describe("entries of the metadata", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", ",", ":", " ", "é"), maxLength: 6 });
  const anyMetadata = fc.dictionary(text, text, { minKeys: 1, maxKeys: 5 });

  it("are found in any order, alone and together, and are not found with a character more", async () => {
    const property = fc.asyncProperty(anyMetadata, fc.infiniteStream(fc.nat()), async (metadata, numbers) => {
      const { found } = await withSubscriptions([{ name: "one", metadata }]);
      const entries = Object.entries(metadata).map(([key, value]) => `${key}:${value}`);
      const chosen = entries.filter(() => (numbers.next().value ?? 0) % 2 === 0).toReversed();
      if (chosen.length > 0) expect(await found({ metadata: chosen.join() })).toEqual(["one"]);
      expect(await found({ metadata: `${entries.join()}!` })).toEqual([]);
      expect(await found({ metadata: `!${entries.join()}` })).toEqual([]);
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
