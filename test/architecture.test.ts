import { globSync, readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { describe, expect, it } from "vitest";

/** What the portal and the console share. */
const PAGE_PARTS = ["client", "components", "design", "texts"].map((folder) => `lib/console/${folder}`);

/**
 * What the files of a folder may import of ours, besides files of the folder itself. A longer folder name comes before
 * a shorter one that contains it.
 */
const ARROWS: Record<string, readonly string[]> = {
  "lib/core/kit": [],
  "lib/core": [],
  "lib/dialects/built-in": ["lib/dialects/definition.ts"],
  "lib/dialects/verify": ["lib/dialects/built-in/dialect-table.ts", "lib/dialects/definition.ts"],
  "lib/dialects/receivers": ["lib/dialects/built-in/dialect-table.ts", "lib/dialects/definition.ts"],
  "lib/dialects": ["lib/core"],
  "lib/contract": ["lib/core"],
  "lib/aws/kit": ["lib/core/errors.ts"],
  "lib/aws/dynamodb/driver": [
    "lib/core/errors.ts",
    "lib/core/clock.ts",
    "lib/core/kit",
    "lib/aws/kit",
    "lib/aws/dynamodb/table.ts",
  ],
  "lib/aws": ["lib/core", "lib/dialects/definition.ts", "lib/dialects/dialect-store.ts", "lib/contract"],
  "lib/sending": ["lib/core", "lib/dialects"],
  "lib/api/http": ["lib/core"],
  "lib/api": ["lib/core", "lib/dialects", "lib/sending"],
  "lib/infra": ["lib/core", "lib/contract", "lib/api", "lib/aws/dynamodb/table.ts"],
  "lib/local": ["lib/core", "lib/contract", "lib/infra"],
  lambdas: ["lib/core", "lib/contract", "lib/dialects", "lib/sending", "lib/aws", "lib/api"],
  "lib/cli": ["lib/core", "lib/dialects"],
  "lib/console/element": [],
  "lib/console/portal": [...PAGE_PARTS, "lib/console/tenant", "lib/console/element/messages.ts"],
  // The pages of the catalog check schemas and read OpenAPI documents with the server's own code.
  "lib/console/console/catalog": [
    ...[...PAGE_PARTS, "lib/console/tenant", "lib/console/console"],
    ...["lib/core/kit", "lib/core/catalog", "lib/core/matching/event-types.ts"],
  ],
  "lib/console/console/dialects": [
    ...PAGE_PARTS,
    "lib/console/tenant",
    "lib/console/console",
    "lib/dialects/receivers",
  ],
  // The preview of an accent colour runs the server's own code.
  "lib/console/console/portal-desk": [
    ...PAGE_PARTS,
    "lib/console/tenant",
    "lib/console/console",
    "lib/core/portal/accent.ts",
  ],
  // Failures are grouped as the server does it.
  "lib/console/console/overview": [
    ...PAGE_PARTS,
    "lib/console/tenant",
    "lib/console/console",
    "lib/core/tally/failure-group.ts",
  ],
  "lib/console/console": [...PAGE_PARTS, "lib/console/tenant"],
  // The preview of a filter runs the server's own code.
  "lib/console/tenant/filter": [...PAGE_PARTS, "lib/console/tenant", "lib/core/matching"],
  "lib/console/tenant/catalog": [
    ...PAGE_PARTS,
    "lib/console/tenant",
    "lib/core/kit/raw-json.ts",
    "lib/core/matching/event-types.ts",
    "lib/dialects/receivers",
  ],
  "lib/console/tenant": [...PAGE_PARTS],
  ...Object.fromEntries(PAGE_PARTS.map((part) => [part, PAGE_PARTS])),
  bin: ["lib/infra", "lib/local", "lib/cli"],
};

type Sources = Map<string, string>;

const readSources = (): Sources =>
  new Map(
    globSync("{bin,lib,lambdas}/**/*.{ts,tsx}")
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => !path.includes("/node_modules/"))
      .map((path) => [path, readFileSync(path, "utf8")]),
  );

describe("the layout", () => {
  const sources = readSources();

  it("is read", () => {
    expect(sources.size).toBeGreaterThan(60);
    for (const folder of Object.keys(ARROWS)) {
      expect(
        [...sources.keys()].filter((path) => isIn(path, folder)),
        folder,
      ).not.toEqual([]);
    }
    const imports = [...sources].flatMap(([path, source]) => importsOf(path, source));
    expect(imports.length).toBeGreaterThan(150);
    for (const target of imports) expect(sources.has(target), target).toBe(true);
  });

  it("has arrows that point down only", () => {
    expect(violations(sources)).toEqual([]);
  });

  it.each([
    ["core imports an adapter", "lib/core/model/event.ts", 'import type { X } from "../../aws/x.ts";', "lib/aws/x.ts"],
    ["a dialect imports the sender", "lib/dialects/x.ts", 'export * from "../sending/x.ts";', "lib/sending/x.ts"],
    ["the app imports an adapter", "lib/infra/x.ts", 'import "../aws/sqs/x.ts";', "lib/aws/sqs/x.ts"],
    ["the twin imports a lambda", "lib/local/x.ts", 'await import("../../lambdas/api/x.ts");', "lambdas/api/x.ts"],
    ["a lambda imports another one's", "lambdas/api/x.ts", 'import a from "../ingest/x.ts";', "lambdas/ingest/x.ts"],
    ["something imports an entry", "lib/local/x.ts", 'import "../../bin/local.ts";', "bin/local.ts"],
    [
      "the verifier imports the sender's dialects",
      "lib/dialects/verify/x.ts",
      'import "../compile.ts";',
      "lib/dialects/compile.ts",
    ],
    [
      "the verifier imports the built-in dialects' examples",
      "lib/dialects/verify/x.ts",
      'import "../built-in/example-data.ts";',
      "lib/dialects/built-in/example-data.ts",
    ],
    ["the verifier imports the domain", "lib/dialects/verify/x.ts", 'import "../../core/x.ts";', "lib/core/x.ts"],
    [
      "a built-in dialect imports code",
      "lib/dialects/built-in/x.ts",
      'import "../compile.ts";',
      "lib/dialects/compile.ts",
    ],
    ["a dialect imports an adapter", "lib/dialects/x.ts", 'import "../aws/x.ts";', "lib/aws/x.ts"],
    ["an adapter imports a route", "lib/aws/x.ts", 'import "../api/x.ts";', "lib/api/x.ts"],
    ["the driver imports a row", "lib/aws/dynamodb/driver/x.ts", 'import "../rows.ts";', "lib/aws/dynamodb/rows.ts"],
    ["the sender imports a route", "lib/sending/x.ts", 'import "../api/x.ts";', "lib/api/x.ts"],
    ["the dispatcher imports a resource", "lib/api/http/x.ts", 'import "../events/x.ts";', "lib/api/events/x.ts"],
    ["a page imports the domain", "lib/console/client/x.ts", 'import "../../core/x.ts";', "lib/core/x.ts"],
    ["a page imports the API", "lib/console/portal/x.tsx", 'import "../../api/x.ts";', "lib/api/x.ts"],
    [
      "the portal imports the console",
      "lib/console/portal/x.tsx",
      'import "../console/x.tsx";',
      "lib/console/console/x.tsx",
    ],
    [
      "what both share imports one of them",
      "lib/console/client/x.ts",
      'import "../portal/x.ts";',
      "lib/console/portal/x.ts",
    ],
    ["a tool imports the domain", "lib/core/kit/x.ts", 'import "../model/event.ts";', "lib/core/model/event.ts"],
    ["a folder that nobody knows", "lib/misc/x.ts", 'import "../core/x.ts";', "lib/core/x.ts"],
    [
      "an import over several lines",
      "lib/core/x.ts",
      'import {\n  a,\n  b,\n} from "../sending/x.ts";',
      "lib/sending/x.ts",
    ],
  ])("would tell that %s", (_name, path, source, target) => {
    expect(violations(new Map([[path, source]]))).toEqual([`${path} imports ${target}`]);
  });
});

describe("an exported name", () => {
  /** Lambda calls every function by this name. */
  const REGULAR = ["handler"];

  it("is declared in one file", () => {
    const sources = readSources();
    expect(declaredTwice(sources).filter((name) => !REGULAR.includes(name))).toEqual([]);
    expect(declaredTwice(sources)).toEqual(REGULAR);
  });

  it("would be found in two files", () => {
    const sources = new Map([
      ["lib/core/x.ts", "export const page = 1;"],
      ["lib/api/x.ts", "/** … */\nexport async function page() {}"],
      ["lib/cli/x.ts", "export interface Other {}\nexport type Own = 1;"],
    ]);
    expect(declaredTwice(sources)).toEqual(["page"]);
  });
});

it("core has at most twelve files beside its folders", () => {
  const flat = [...readSources().keys()].filter((path) => dirname(path) === "lib/core");
  expect(flat.length).toBeGreaterThan(5);
  expect(flat.length).toBeLessThanOrEqual(12);
});

const DECLARED = /^export (?:abstract |async )?(?:interface|type|function|const|class|enum) (\w+)/gm;

function declaredTwice(sources: Sources): string[] {
  const files = new Map<string, Set<string>>();
  for (const [path, source] of sources) {
    for (const [, name = ""] of source.matchAll(DECLARED)) {
      files.set(name, (files.get(name) ?? new Set()).add(path));
    }
  }
  return [...files].filter(([, paths]) => paths.size > 1).map(([name]) => name);
}

function violations(sources: Sources): string[] {
  return [...sources].flatMap(([path, source]) =>
    importsOf(path, source)
      .filter((target) => !mayImport(path, target))
      .map((target) => `${path} imports ${target}`),
  );
}

/** The sources that relative imports and re-exports name, from the project's root. */
function importsOf(path: string, source: string): string[] {
  const found = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g);
  const targets = [...found].map(([, target = ""]) => posix.join(dirname(path), target));
  return targets.filter((target) => !target.endsWith(".css"));
}

function mayImport(path: string, target: string): boolean {
  const own = Object.keys(ARROWS).find((folder) => isIn(path, folder));
  if (!own) return false;
  const home = own === "lambdas" ? dirname(path) : own;
  const allowed = own === "bin" ? (ARROWS.bin ?? []) : [home, ...(ARROWS[own] ?? [])];
  return allowed.some((place) => isIn(target, place));
}

const isIn = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);
