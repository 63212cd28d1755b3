import { expect, it } from "vitest";
import { nestedDeeperThan } from "../../../lib/core/kit/nesting.ts";

it.each([
  ["at the limit", "[[]]", false],
  ["one level deeper", "[[[]]]", true],
  ["side by side", "[[],[],{},[]]", false],
  ["brackets in a string", '["[[[[{{{{"]', false],
  ["an escaped quote in a string", String.raw`["\"[[[["]`, false],
  ["a backslash at a string's end", String.raw`["\\",[[1]]]`, true],
])("with a limit of two levels: %s", (_name, text, deeper) => {
  expect(nestedDeeperThan(2, text)).toBe(deeper);
});
