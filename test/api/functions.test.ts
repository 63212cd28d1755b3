import { globSync, readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { allRoutes, routesOf, type ServedBy, servedBy } from "../../lib/api/functions.ts";
import type { Endpoints } from "../../lib/api/http/endpoint.ts";

const names = Object.keys(servedBy) as (keyof ServedBy)[];

/** The endpoints that a `*-routes.ts` declares, alone or by a function of the operator's limits. */
async function declaredIn(path: string): Promise<Endpoints[]> {
  const module: Record<string, Endpoints | (() => Endpoints)> = await import(/* @vite-ignore */ `../../${path}`);
  return Object.values(module).map((value) => (typeof value === "function" ? value() : value));
}

describe("the endpoints", () => {
  it.each(globSync("lib/api/**/*-routes.ts").map((path) => path.replaceAll("\\", "/")))(
    "of %s are served by a function",
    async (path) => {
      const declared = (await declaredIn(path)).flatMap((routes) => Object.keys(routes));
      const served = names.flatMap((name) => servedBy[name].flatMap((routes: Endpoints) => Object.keys(routes)));
      expect(declared.length).toBeGreaterThan(0);
      expect(declared.filter((id) => !served.includes(id))).toEqual([]);
    },
  );

  it("are each served by one function", () => {
    const routes = allRoutes();
    expect(routes.length).toBeGreaterThan(50);
    expect(new Set(routes).size).toBe(routes.length);
    expect(names.flatMap(routesOf)).toEqual(routes);
  });
});

it("every route of subscriptions has an alias of webhooks", () => {
  const routes: string[] = allRoutes();
  const aliases = routes.filter((route) => route.includes("/api/v1/subscriptions")).map(aliasOf);
  expect(aliases.length).toBeGreaterThan(10);
  expect(aliases.filter((alias) => !routes.includes(alias))).toEqual([]);
});

const aliasOf = (route: string): string => route.replace("/subscriptions", "/webhooks");

it("functions keep their first route, because CDK derives the ids of a deployed stack from it", () => {
  expect(names.map((name) => routesOf(name)[0])).toEqual([
    "POST /api/v1/events",
    "POST /api/v1/tenants",
    "GET /api/v1/public-keys/{id}",
    "GET /api/v1/subscriptions/{id}/health",
    "POST /api/v1/subscriptions/{id}/test",
    "GET /api/v1/events",
    "GET /api/v1/key-ring",
    "DELETE /api/v1/tenants/{id}",
    "POST /api/v1/console/sign-in",
    "GET /api/v1/openapi.json",
    "POST /api/v1/tenants/{id}/portal-links",
  ]);
});

describe.each(names)("the function %s", (name) => {
  it("contains neither the document's prose nor the full build of zod", () => {
    const files = reachedFrom(`lambdas/${name}/index.ts`);
    expect(files.size).toBeGreaterThan(5);
    expect([...files].filter((path) => /-(docs|shapes)\.ts$/.test(path))).toEqual([]);
    expect([...files].filter((path) => /from "zod";/.test(readFileSync(path, "utf8")))).toEqual([]);
  });
});

/** The sources that a bundle of this entry contains. Imports of types don't count. */
function reachedFrom(entry: string): Set<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    const imports = readFileSync(path, "utf8").matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)";/gm);
    for (const [, target = ""] of imports) visit(posix.join(dirname(path), target));
  };
  visit(entry);
  return found;
}
