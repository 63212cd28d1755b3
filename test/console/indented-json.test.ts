import { expect, it } from "vitest";
import { indentedJson } from "../../lib/console/client/indented-json.ts";

it.each([
  ['{"a":[1,{"b":"x, {y}"}],"c":{}}', '{\n  "a": [\n    1,\n    {\n      "b": "x, {y}"\n    }\n  ],\n  "c": {}\n}'],
  ['{"n":12345678901234567890,"m":1.0}', '{\n  "n": 12345678901234567890,\n  "m": 1.0\n}'],
  ['"a \\" quote"', '"a \\" quote"'],
  ["[]", "[]"],
  ["not: json, {at all}", "not: json, {at all}"],
])("indents %s", (text, indented) => {
  expect(indentedJson(text)).toBe(indented);
});

it("leaves data as it is whose indentation would be longer than anybody can read", () => {
  const deep = `${"[".repeat(500)}${Array.from({ length: 100_000 }, () => 1).join(",")}${"]".repeat(500)}`;
  expect(indentedJson(deep)).toBe(deep);
});
