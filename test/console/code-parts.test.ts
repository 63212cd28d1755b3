import { expect, it } from "vitest";
import { codeParts } from "../../lib/console/components/code-parts.ts";

const lines = (count: number, line: string): string => Array.from({ length: count }, () => `${line}\n`).join("");

it.each([
  ["nothing", "", 0],
  ["a short text", "{}", 1],
  ["many short lines", lines(20_000, '  "name": 1,'), 64],
  ["one long line", "x".repeat(100_000), 13],
  ["one long line of characters with two halves", `x${"😀".repeat(20_000)}`, 5],
  ["long lines between short ones", lines(3, `a\n${"b".repeat(20_000)}`), 8],
])("cuts %s into parts that are the text together", (_name, code, count) => {
  const parts = codeParts(code);
  expect(parts.join("")).toBe(code);
  expect(parts.length).toBe(count);
  expect(parts.filter((part) => part.length > 8_192 || !part.isWellFormed())).toEqual([]);
});

it("cuts where lines end", () => {
  const parts = codeParts(lines(2_000, '  "name": 1,'));
  expect(parts.every((part) => part.endsWith("\n"))).toBe(true);
});
