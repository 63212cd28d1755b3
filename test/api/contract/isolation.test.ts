import { describe, expect, it } from "vitest";
import { type Answer, type DocumentedRoute, operations } from "./support/document.ts";
import { memoryWorldWithThings } from "./support/in-memory.ts";
import { exampleOf, parametersOf, pathsTo } from "./support/paths.ts";
import { idsFor, type Send, type TenantThings, type World } from "./support/world.ts";

const routes = operations.map((documented) => [documented.route, documented] as const);

/** What a tenant's key may call at all. */
const forTenants = routes.filter(([, { operation }]) => operation["x-keys"]?.some(({ kind }) => kind === "tenant"));

describe("a tenant that asks for another tenant's data", () => {
  const ofThings = routes.filter(([, documented]) => parametersOf(documented, "path").length > 0);

  it.each(ofThings)("gets no data from %s", async (route, documented) => {
    const { send, world } = await memoryWorldWithThings();
    const before = await statesOf(send, world);
    for (const path of pathsTo(documented, world).theirs) {
      const body = exampleOf(documented, world.mine);
      for (const key of Object.values(world.mine.keys)) {
        const answer = await send({ route, key, path, query: {}, headers: {}, body });
        expectNothingOf(world.others, answer, path);
        if (isOfTenants(documented, world))
          expect([404, 403], `${answer.status} ${answer.text}`).toContain(answer.status);
      }
    }
    expect(await statesOf(send, world)).toEqual(before);
  });

  it.each(forTenants)("sees no such data in %s", async (route, documented) => {
    const { send, world } = await memoryWorldWithThings();
    const key = world.mine.keys.manage;
    const body = exampleOf(documented, world.mine);
    for (const path of pathsTo(documented, world).own) {
      for (const query of queriesFor(documented, world.others)) {
        const answer = await send({ route, key, path, query, headers: {}, body });
        expectNothingOf(world.others, answer, { ...path, ...query });
      }
      const theirs = exampleOf(documented, world.others);
      if (theirs === body) continue;
      const { status } = await send({ route, key, path, query: {}, headers: {}, body: theirs });
      expect(status, theirs).toBe(404);
    }
  });
});

describe("an operator key that acts for a tenant", () => {
  const ofTenants = forTenants.filter(([, documented]) => parametersOf(documented, "path").length > 0);

  it.each(ofTenants)("gets no data of another tenant from %s", async (route, documented) => {
    const { send, world } = await memoryWorldWithThings();
    const before = await statesOf(send, world);
    for (const path of pathsTo(documented, world).theirs) {
      if (!isOfTenants(documented, world)) continue;
      for (const name of ["admin", "operator manage", "operator read"]) {
        const headers = { "posthorn-tenant": world.mine.tenantId };
        const body = exampleOf(documented, world.mine);
        const answer = await send({ route, key: world.keys[name], path, query: {}, headers, body });
        expectNothingOf(world.others, answer, path);
        expect([404, 403], `${answer.status} ${answer.text}`).toContain(answer.status);
      }
    }
    expect(await statesOf(send, world)).toEqual(before);
  });
});

const isOfTenants = (documented: DocumentedRoute, world: World): boolean =>
  parametersOf(documented, "path").some((name) => idsFor(documented.route, name, world).owner === "tenant");

/** Without a query, and with each parameter that may name a thing naming the other tenant's. */
function queriesFor(documented: DocumentedRoute, { subscriptions, events, deliveries }: TenantThings) {
  const ids = [...subscriptions, ...events, ...deliveries].slice(0, 6);
  const naming = parametersOf(documented, "query").filter((name) => /^(after|id|.+Id)$/.test(name));
  return [{}, ...naming.flatMap((name) => ids.map((id): Record<string, string> => ({ [name]: id })))];
}

/** The answer may repeat what was asked for, and nothing else of the other tenant. */
function expectNothingOf(tenant: TenantThings, { text }: Answer, asked: Record<string, string>): void {
  const { tenantId: _name, emptyTenantId: _other, keys, portal, ...lists } = tenant;
  const known = [...Object.values(keys), ...Object.values(portal), ...Object.values(lists).flat()];
  const repeated = new Set(Object.values(asked));
  expect(known.filter((thing) => text.includes(thing) && !repeated.has(thing))).toEqual([]);
}

/** What the other tenant sees of its own: it must not change. */
async function statesOf(send: Send, { others }: World): Promise<string[]> {
  const read = async (route: string, id: string) =>
    (await send({ route, key: others.keys.read, path: { id }, query: {}, headers: {}, body: undefined })).text;
  const reads = [
    ...others.subscriptions.map((id) => read("GET /api/v1/subscriptions/{id}", id)),
    ...others.deliveries.map((id) => read("GET /api/v1/deliveries/{id}", id)),
    ...others.events.map((id) => read("GET /api/v1/events/{id}", id)),
  ];
  return Promise.all(reads);
}
