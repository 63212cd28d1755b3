import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { commands, groups } from "../lib/cli/commands/all-commands.ts";
import { parseArgs } from "../lib/cli/parse.ts";
import { optionNames } from "../lib/contract/option-defaults.ts";
import { type DialectSignature, signatures } from "../lib/dialects/built-in/dialect-table.ts";
import { parseOptions } from "../lib/infra/options.ts";
import { words } from "./cli/support.ts";
import { templateOf } from "./infra/synthesis.ts";

const paths = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...globSync("docs/*.md").sort()];
const read = (path: string): string => readFileSync(path, "utf8");

describe("the README", () => {
  it("is short, and has the two commands", () => {
    const readme = read("README.md");
    expect(readme.split("\n").length).toBeLessThanOrEqual(181);
    for (const command of ["npm ci && npm start", "npm ci && npm test"]) expect(readme).toContain(`\n${command}\n`);
  });
});

describe.each(paths)("%s", (path) => {
  const text = read(path);

  it("links to pages and headings that exist", () => {
    const broken = linksOf(text).filter((link) => !exists(path, link));
    expect(broken).toEqual([]);
  });

  it("shows commands that the command line knows", async () => {
    for (const line of posthornLines(text)) {
      const parsed = await parseArgs(words(line), commands, { version: "0", width: 100, groups });
      expect(parsed, line).toHaveProperty("command");
    }
  });

  it("names npm scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json"));
    for (const [, script = ""] of text.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(script);
  });
});

describe("docs/operating.md", () => {
  it("lists every option with its default", () => {
    const rows = [...read("docs/operating.md").matchAll(/^\| `(\w+)` \| `?([^|`]+?)`? \|/gm)];
    const defaults = parseOptions({}) as Record<string, unknown>;
    const expected = optionNames.map((name) => [name, String(defaults[name] ?? "") || "none"]);
    expect(rows.map(([, name, value]) => [name, value]).sort()).toEqual(expected.sort());
  });
});

describe("the texts of alarms", () => {
  it("refer to pages and headings that exist", () => {
    for (const text of alarmTexts()) {
      const [, link = ""] = /More: docs\/(\S+)$/.exec(text) ?? [];
      expect(exists("docs/operating.md", link), text).toBe(true);
    }
  });

  it("show commands that the command line knows", async () => {
    const lines = alarmTexts().flatMap((text) =>
      [...text.matchAll(/`posthorn ([^`]+)`/g)].map(([, line = ""]) => line),
    );
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      const parsed = await parseArgs(words(line), commands, { version: "0", width: 100, groups });
      expect(parsed, line).toHaveProperty("command");
    }
  });
});

describe("docs/receivers.md", () => {
  it("shows every built-in dialect", () => {
    const page = read("docs/receivers.md");
    const entries: [string, DialectSignature][] = Object.entries(signatures);
    const names = entries.map(([name, { verifiedAs }]) => verifiedAs ?? name);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

/** The descriptions of all alarms. */
function alarmTexts(): string[] {
  const templates = (["pipeline", "api"] as const).map((stack) => templateOf(stack));
  const alarms = templates.flatMap((one) => Object.values(one.findResources("AWS::CloudWatch::Alarm")));
  return alarms.map(({ Properties }) => Properties.AlarmDescription);
}

/** Relative links, without those to the web. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link).filter((link) => !link.includes("://"));

function exists(from: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const path = file === "" ? from : posix.join(posix.dirname(from), file);
  if (!existsSync(path)) return false;
  return anchor === undefined || anchorsOf(read(path)).includes(anchor);
}

/** As GitHub derives them from headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

/** The arguments of each `posthorn` in a block of shell commands, without the comments. */
const posthornLines = (text: string): string[] =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .flatMap((line) => line.replace(/\s+# .*$/, "").split(" | "))
    .flatMap((command) => /^npx posthorn (.*)$/.exec(command)?.[1] ?? []);
