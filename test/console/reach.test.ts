import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commands } from "../../lib/cli/commands/all-commands.ts";

/** Routes of the command line that the console doesn't need, and why. */
const LEFT_OUT: Record<string, string> = {
  "POST /api/v1/console/links": "the console is open already, and a session can't make links",
  "GET /api/v1/openapi.json": "it is for programs",
  "GET /api/v1/event-types/{id}": "the list has all fields",
  "GET /api/v1/derived-types/{id}": "the list has all fields",
  "GET /api/v1/replays/{id}": "the list has all fields",
  "GET /api/v1/subscriptions/{id}/stream": "`posthorn listen` and pull receivers read it, and reading takes deliveries",
};

const CALL = /\.(GET|POST|PATCH|DELETE)\(\s*["`](\/api\/v1\/[^"`]+)["`]/g;

/** A path that a file calls by a name: `const all = "/api/v1/…"`. */
const NAMED_PATH = /const (\w+) = ["`](\/api\/v1\/[^"`]+)["`]/g;

/** A source with the paths in place of their names. */
const withPaths = (source: string): string =>
  [...source.matchAll(NAMED_PATH)].reduce(
    (text, [, name, path]) => text.replaceAll(`\${${name}}`, `${path}`).replaceAll(`(${name}`, `("${path}"`),
    source,
  );

/** Matches the routes that a template stands for. */
const patternOf = (template: string): RegExp =>
  new RegExp(
    `^${template
      .replace(/\$\{.*?\}/g, "*")
      .replace(/[{}.]/g, "\\$&")
      .replaceAll("*", "[^/{}]+")}$`,
  );

/** The routes that the console's pages call, those of a tenant included. A part of a path may depend on what is done. */
const calls = globSync("lib/console/{console,tenant}/**/*.{ts,tsx}").flatMap((file) =>
  [...withPaths(readFileSync(file, "utf8")).matchAll(CALL)].map(([, method, path = ""]) =>
    patternOf(`${method} ${path}`),
  ),
);
const isCalled = (route: string): boolean => calls.some((call) => call.test(route));

describe("the console", () => {
  it("calls all routes that the command line calls", () => {
    expect(calls.length).toBeGreaterThan(30);
    const routes = [...new Set(commands.flatMap((command): readonly string[] => command.routes))];
    expect(routes.filter((route) => !isCalled(route) && !(route in LEFT_OUT))).toEqual([]);
  });

  it("leaves out only what it doesn't call", () => {
    expect(Object.keys(LEFT_OUT).filter((route) => isCalled(route))).toEqual([]);
  });
});
