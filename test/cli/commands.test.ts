import { describe, expect, it } from "vitest";
import { allRoutes } from "../../lib/api/functions.ts";
import { commands } from "../../lib/cli/commands/all-commands.ts";
import { ANY_ANSWER, cli, type RecordedCall, scriptedApi, words } from "./support.ts";

/** Routes without a command: aliases, a page for people, and what only the pages of portal and console call. */
const LEFT_OUT =
  /\/webhooks\b|^GET \/api\/docs$|\/api\/v1\/portal\/|\/console\/(sign-in|sign-in-options|sign-out|session|oidc\/\w+)$/;

const routes: string[] = allRoutes();

describe("the command line", () => {
  it("covers every route of the API", () => {
    const done = new Set(commands.flatMap((command) => command.routes));
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter((route) => !done.has(route) && !LEFT_OUT.test(route))).toEqual([]);
  });

  it("calls only routes of the API", () => {
    const there = new Set(routes);
    for (const { name, routes: own } of commands)
      expect(
        own.filter((route) => !there.has(route)),
        name,
      ).toEqual([]);
  });

  it("has unique command names, each with an imperative summary and an example", () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
    for (const { name, summary, examples } of commands) {
      expect(summary, name).toMatch(/^[A-Z].{10,}[^.]$/);
      expect(summary, name).toMatch(/^\w+[^s\s] /);
      expect(examples.length, name).toBeGreaterThan(0);
      for (const [line] of examples) expect(words(line).slice(0, name.split(" ").length).join(" ")).toBe(name);
    }
  });
});

/** Commands that other tests cover: `listen` runs until it is stopped, and the others read or write files. */
const ELSEWHERE = ["verify", "login", "listen", "catalog load", "catalog import"];

describe.each(commands.filter(({ name }) => !ELSEWHERE.includes(name)))(
  "$name",
  ({ name, routes: own, options, examples }) => {
    it.each(examples)("posthorn %s", async (line) => {
      const state = name.startsWith("replays") ? "completed" : "delivered";
      const api = scriptedApi(() => ({ body: { ...ANY_ANSWER, state } }));
      const given = words(line).map((word) => (word.startsWith("@") || word === "-" ? '{"a":1}' : word));
      if (options.yes) given.push("--yes");
      const { code, err } = await cli(given, { fetch: api.fetch, stdin: "dlv_1 dlv_2" });
      expect(err).not.toContain("posthorn:");
      expect(code).toBe(0);
      expect(api.calls.length).toBeGreaterThan(0);
      if (name === "api") return;
      for (const call of api.calls) expect(own.some((route) => fits(call, route))).toBe(true);
      const operators = own.every((route) => /tenants|alerts|dead-letters|rejected-events/.test(route));
      const keys = new Set(api.calls.map(({ headers }) => headers.authorization));
      if (operators) expect(keys).toEqual(new Set(["Bearer admin-key"]));
    });
  },
);

function fits({ method, path }: RecordedCall, route: string): boolean {
  const [verb, template = ""] = route.split(" ");
  const pattern = template.replace(/\{\w+\}/g, "[^/]+").replaceAll(".", "\\.");
  return verb === method && new RegExp(`^${pattern}$`).test(path);
}
