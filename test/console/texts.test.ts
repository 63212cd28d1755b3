import { globSync, readFileSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { describe, expect, it } from "vitest";
import { en } from "../../lib/console/texts/en.ts";

const paths = globSync("lib/console/**/*.{ts,tsx}").filter((path) => !path.includes("/texts/en"));
const sources = paths.map((path) => readFileSync(path, "utf8"));
const pages = sources.filter((_source, index) => paths[index]?.endsWith(".tsx"));
const code = sources.join("\n");

describe("the texts", () => {
  it("have names of their own: no group of texts hides one of another group", () => {
    const groups = globSync("lib/console/texts/en/*.ts").map((path) => readFileSync(path, "utf8"));
    const names = groups.flatMap((group) => [...group.matchAll(/^ {2}"([\w.-]+)":/gm)].map(([, name]) => name));
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names.toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it.each(Object.entries(en))("%s is used, and can be compiled", (id, message) => {
    const family = id.slice(0, id.lastIndexOf("."));
    expect(code.includes(`"${id}"`) || code.includes(`\`${family}.\${`)).toBe(true);
    expect(compileMessage(message).length).toBeGreaterThan(0);
  });

  it("are all in the catalogue: no page has a text of its own", () => {
    const own = pages.flatMap((source) =>
      [...source.matchAll(/(?<!=)>\s*([A-Z][a-z]+[^<>{}=()]*)</g)].map(([, text]) => text),
    );
    expect(own).toEqual([]);
    expect(code).not.toMatch(/ (placeholder|title|aria-label|alt)="/);
  });
});
