import { describe, expect, it } from "vitest";
import { allRoutes } from "../../lib/api/functions.ts";
import { commands } from "../../lib/cli/commands/all.ts";
import { type Call, cli, scriptedApi, words } from "./support.ts";

/** Not for programs, or another name for what a command does. */
const LEFT_OUT = ["POST /api/v1/webhooks", "GET /api/docs"];

const routes: string[] = allRoutes();

describe("the command line", () => {
  it("can do all that the API can", () => {
    const done = new Set(commands.flatMap((command) => command.routes));
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter((route) => !done.has(route) && !LEFT_OUT.includes(route))).toEqual([]);
  });

  it("does nothing that the API can't", () => {
    const there = new Set(routes);
    for (const { name, routes: own } of commands)
      expect(
        own.filter((route) => !there.has(route)),
        name,
      ).toEqual([]);
  });

  it("has no name twice, and says of each command what it does, with an example", () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
    for (const { name, does, examples } of commands) {
      expect(does, name).toMatch(/^[A-Z].{10,}[^.]$/);
      expect(examples.length, name).toBeGreaterThan(0);
      for (const [line] of examples) expect(words(line).slice(0, name.split(" ").length).join(" ")).toBe(name);
    }
  });
});

/** `listen` goes on until it is stopped; others read files. */
const ELSEWHERE = ["verify", "login", "listen", "catalog load"];

/** What each kind of answer needs for its commands to go through. */
const ANSWER = {
  id: "x_1",
  name: "n",
  state: "delivered",
  attemptCount: 1,
  attempts: [{ number: 1, at: "2026-01-01T00:00:00.000Z", status: 200, timings: { total: 3 } }],
  attempt: { number: 1, at: "2026-01-01T00:00:00.000Z", status: 200, timings: { total: 3 } },
  data: [],
  next: null,
};

describe.each(commands.filter(({ name }) => !ELSEWHERE.includes(name)))("$name", ({ name, routes: own, examples }) => {
  it.each(examples)("posthorn %s", async (line) => {
    const state = name.startsWith("replays") ? "completed" : "delivered";
    const api = scriptedApi(() => ({ body: { ...ANSWER, state } }));
    const given = words(line).map((word) => (word.startsWith("@") || word === "-" ? '{"a":1}' : word));
    const { code, err } = await cli(given, { fetch: api.fetch, stdin: "dlv_1 dlv_2" });
    expect(err).not.toContain("posthorn:");
    expect(code).toBe(0);
    expect(api.calls.length).toBeGreaterThan(0);
    if (name === "api") return;
    for (const call of api.calls) expect(own.some((route) => fits(call, route))).toBe(true);
    const operators = own.every((route) => /tenants|dead-letters/.test(route));
    const keys = new Set(api.calls.map(({ headers }) => headers.authorization));
    if (operators) expect(keys).toEqual(new Set(["Bearer admin-key"]));
  });
});

function fits({ method, path }: Call, route: string): boolean {
  const [verb, template = ""] = route.split(" ");
  const pattern = template.replace(/\{\w+\}/g, "[^/]+").replaceAll(".", "\\.");
  return verb === method && new RegExp(`^${pattern}$`).test(path);
}
