import { globSync, readFileSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { describe, expect, it } from "vitest";
import { en } from "../../lib/console/texts/en.ts";

const sources = globSync("lib/console/**/*.tsx").map((path) => readFileSync(path, "utf8"));
const code = sources.join("\n");

describe("the texts", () => {
  it.each(Object.entries(en))("%s is used, and can be compiled", (id, message) => {
    const family = id.slice(0, id.lastIndexOf("."));
    expect(code.includes(`"${id}"`) || code.includes(`\`${family}.\${`)).toBe(true);
    expect(compileMessage(message).length).toBeGreaterThan(0);
  });

  it("are all in the catalogue: no page has a text of its own", () => {
    const own = sources.flatMap((source) =>
      [...source.matchAll(/>\s*([A-Z][a-z]+[^<>{}=()]*)</g)].map(([, text]) => text),
    );
    expect(own).toEqual([]);
    expect(code).not.toMatch(/ (placeholder|title|aria-label|alt)="/);
  });
});
