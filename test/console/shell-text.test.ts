import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandText, curlText } from "../../lib/console/console/same-as/shell-text.ts";

/** What strangers may put into filters and names. A command can't carry a NUL. */
const anyWord = fc
  .oneof(
    fc.string({ unit: "grapheme" }),
    fc.stringMatching(/^['"\\$`#;& \n]{1,8}$/),
    fc.constantFrom("x\\'; touch /tmp/p #", "\\", "'", "\\\\'", "$(id)", '"'),
  )
  .filter((word) => !word.includes("\0"));

const place = { origin: "https://console.example" };

describe("the words of a command", () => {
  it("reach `posthorn` unchanged in sh", () => {
    fc.assert(
      fc.property(fc.array(anyWord), (words) => {
        expect(sh(commandText(words, place))).toEqual(["posthorn", ...words]);
      }),
      {
        numRuns: 200,
      },
    );
  });

  it("reach `posthorn` unchanged in fish", () => {
    fc.assert(
      fc.property(fc.array(anyWord), (words) => {
        expect(fish(commandText(words, place))).toEqual(["posthorn", ...words]);
      }),
    );
  });

  it("reach the API unchanged as a body", () => {
    fc.assert(
      fc.property(anyWord, (name) => {
        const text = curlText({ method: "POST", path: "/api/v1/tenants", body: { name } }, place);
        expect(JSON.parse(sh(text).at(-1) ?? "")).toEqual({ name });
      }),
      { numRuns: 200 },
    );
  });
});

/** The words that a shell passes on. */
function sh(command: string): string[] {
  const out = execFileSync("sh", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" });
  return out.split("\0").slice(0, -1);
}

/** Splits words as fish does: https://fishshell.com/docs/current/language.html#quotes */
function fish(command: string): string[] {
  const words: string[] = [];
  const PART = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s'"\\]+)|(\s+)|(.)/gsu;
  let word: string | undefined;
  for (const [, single, double, plain, space, other] of command.matchAll(PART)) {
    expect(other, command).toBeUndefined();
    if (space) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    const part = single?.replace(/\\(['\\])/g, "$1") ?? double?.replace(/\\(["\\$])/g, "$1") ?? plain ?? "";
    word = (word ?? "") + part;
  }
  return word === undefined ? words : [...words, word];
}
