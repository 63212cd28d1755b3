import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { colourOf } from "../../lib/cli/output/colour.ts";
import { indented, joinedPages } from "../../lib/cli/output/json.ts";
import { problemLines } from "../../lib/cli/output/problem.ts";
import { record } from "../../lib/cli/output/record.ts";
import { type Column, table } from "../../lib/cli/output/table.ts";
import { safeText, valueText } from "../../lib/cli/output/text.ts";

const plain = (_style: string, text: string): string => text;
const COLUMNS: Column[] = [
  { title: "ID", value: "id" },
  { title: "NAME", value: "name", flexible: true },
  { title: "URL", value: "url", flexible: true },
  { title: "STATE", value: "state", state: true },
];
const ROWS = [
  { id: "sub_1", name: "Acme", url: "https://receiver.example/a/long/path/to/the/hook", state: "active" },
  { id: "sub_2", name: "日本語の名前", url: "https://b.example", state: "inactive" },
];

describe("a table", () => {
  it("has a line for each row and aligned columns", () => {
    expect(table(ROWS.slice(0, 1), COLUMNS, { width: undefined, paint: plain }).split("\n")).toEqual([
      "ID     NAME  URL                                               STATE",
      "sub_1  Acme  https://receiver.example/a/long/path/to/the/hook  active",
    ]);
  });

  it("leaves out empty columns", () => {
    const rows = [{ id: "sub_1", state: "active" }];
    expect(table(rows, COLUMNS, { width: 80, paint: plain })).toBe("ID     STATE\nsub_1  active");
  });

  it("truncates flexible columns, and never an ID", () => {
    const lines = table(ROWS, COLUMNS, { width: 50, paint: plain }).split("\n");
    expect(lines[1]).toMatch(/^sub_1 {2}Acme +https:\/\/.*… {2}active$/);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(50);
  });

  it("puts IDs on lines of their own when the terminal is too narrow", () => {
    const [first, second, third] = table(ROWS, COLUMNS, { width: 30, paint: plain }).split("\n");
    expect([first, second?.trim().split(/ +/), third]).toEqual(["ID", ["NAME", "URL", "STATE"], "sub_1"]);
  });

  it("fits any width and shows complete IDs (property)", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    const row = fc.record({
      id: fc.stringMatching(/^[a-z0-9]{1,60}$/),
      name: text,
      url: text,
      state: fc.constant("x"),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), fc.integer({ min: 60, max: 160 }), (rows, width) => {
        const lines = table(rows, COLUMNS, { width, paint: plain }).split("\n");
        for (const { id } of rows) expect(lines.some((line) => line.split(" ").includes(id))).toBe(true);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
      { numRuns: 300 },
    );
  });
});

describe("colours", () => {
  const sink = (isTTY: boolean) => ({ write: (text: string) => text.length, isTTY });
  const RED = "\u001b[31mx\u001b[39m";
  it.each([
    ["in a terminal", { stdout: sink(true), env: {} }, RED],
    ["not in a pipe", { stdout: sink(false), env: {} }, "x"],
    ["not with NO_COLOR", { stdout: sink(true), env: { NO_COLOR: "1" } }, "x"],
  ])("%s", (_case, io, expected) => {
    expect(colourOf(io)("red", "x")).toBe(expected);
  });
});

describe("a record", () => {
  it("shows every field under its API name", () => {
    const row = {
      id: "dlv_1",
      createdAt: "2026-01-31T12:00:00.123Z",
      headers: { "x-a": "1", "x-b": "2" },
      types: ["a", "b"],
      gone: null,
      previous: [{ secret: "s1" }, { secret: "s2" }],
      test: true,
    };
    expect(record(row, plain).split("\n")).toEqual([
      "id         dlv_1",
      "createdAt  2026-01-31 12:00:00Z",
      "headers    x-a: 1, x-b: 2",
      "types      a, b",
      "previous   secret: s1",
      "           secret: s2",
      "test       true",
    ]);
  });

  it("has one line for a field, whatever its value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        expect(record({ text: `x${text}` }, plain).split(/[\n\r\u2028\u2029]/)).toHaveLength(1);
      }),
    );
  });
});

it.each([
  ["colours of its own", "\u001b[31mred\u001b[0m", " [31mred [0m"],
  ["the cursor moved", "a\rb\u0008c", "a b c"],
  ["the line reversed", "a\u202eb", "a b"],
])("a stranger's text can't control the terminal: %s", (_case, text, expected) => {
  expect([safeText(text), valueText([text])]).toEqual([expected, expected]);
});

describe("JSON", () => {
  it("is indented", () => {
    expect(indented('{"a":[1,{"b":"x, {y}: \\"z\\""}],"c":[],"d":{}}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": "x, {y}: \\"z\\""\n    }\n  ],\n  "c": [],\n  "d": {}\n}',
    );
  });

  it("is indented like JSON.stringify does, for every value it can hold (property)", () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 3 }), (text, blanks) => {
        const value = JSON.parse(text);
        expect(indented(JSON.stringify(value, null, blanks))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it("keeps the text of numbers that JSON.stringify can't hold", () => {
    expect(indented('{"id":12345678901234567890,"n":-0,"e":1e400}')).toContain("12345678901234567890");
    expect(joinedPages(['{"data":[1.10],"next":"a"}', '{"data":[12345678901234567890],"next":null}'], null)).toBe(
      '{"data":[1.10,12345678901234567890],"next":null}',
    );
  });
});

describe("an error response", () => {
  it.each([
    [
      "a problem with fields",
      422,
      '{"title":"T","detail":"Some fields are wrong.","errors":[{"path":"/url","message":"is bad"},{"path":"","message":"m"}]}',
      ["422 Some fields are wrong.", "  /url    is bad", "  (body)  m"],
    ],
    ["API Gateway's own", 404, '{"message":"Not Found"}', ["404 Not Found"]],
    ["a proxy's", 502, "<h1>Bad gateway</h1>", ["502 <h1>Bad gateway</h1>"]],
    ["an empty body", 500, "", ["500"]],
  ])("%s", (_case, status, text, expected) => {
    const { title, lines } = problemLines(status, text);
    expect([title, ...lines]).toEqual(expected);
  });
});
