import { describe, expect, it } from "vitest";
import { compilePattern } from "../../../../lib/local/aws/events/event-pattern.ts";

const event = {
  source: "shop",
  "detail-type": "invoice.paid",
  resources: ["a", "b"],
  detail: {
    amount: 10.5,
    note: null,
    paid: true,
    path: "/lib/x.png",
    empty: "",
    lines: [{ sku: "p-1", count: 1 }, { sku: "p-2" }],
    none: [],
  },
};
const detail = (pattern: object) => ({ detail: pattern });

describe("patterns", () => {
  it.each([
    ["an exact value", { source: ["shop"] }, true],
    ["one of several values", { source: ["x", "shop"] }, true],
    ["another value", { source: ["x"] }, false],
    ["two fields", { source: ["shop"], "detail-type": ["invoice.paid"] }, true],
    ["two fields, one of them wrong", { source: ["shop"], "detail-type": ["x"] }, false],
    ["a missing field", { region: ["x"] }, false],
    ["any value of a list", { resources: ["b", "c"] }, true],
    ["a number", detail({ amount: [10.5] }), true],
    ["a number is not a string", detail({ amount: ["10.5"] }), false],
    ["null", detail({ note: [null] }), true],
    ["a boolean", detail({ paid: [true] }), true],
    ["the empty string", detail({ empty: [""] }), true],
    ["a field of an object in a list", detail({ lines: { sku: ["p-2"] } }), true],
    ["prefix", { source: [{ prefix: "sh" }] }, true],
    ["another prefix", { source: [{ prefix: "hop" }] }, false],
    ["suffix", detail({ path: [{ suffix: ".png" }] }), true],
    ["equals-ignore-case", { source: [{ "equals-ignore-case": "SHOP" }] }, true],
    ["wildcard", detail({ path: [{ wildcard: "*/lib/*.png" }] }), true],
    ["a wildcard's dot is a dot", detail({ path: [{ wildcard: "*.p.g" }] }), false],
    ["anything-but", { source: [{ "anything-but": "posthorn" }] }, true],
    ["anything-but, equal", { source: [{ "anything-but": "shop" }] }, false],
    ["anything-but a list", { source: [{ "anything-but": ["x", "shop"] }] }, false],
    ["anything-but a number", detail({ amount: [{ "anything-but": [1, 2] }] }), true],
    ["anything-but a prefix", { source: [{ "anything-but": { prefix: "post" } }] }, true],
    ["anything-but a suffix", { source: [{ "anything-but": { suffix: "op" } }] }, false],
    ["anything-but needs a value", detail({ nothing: [{ "anything-but": "x" }] }), false],
    ["exists", { source: [{ exists: true }] }, true],
    ["exists, missing", { region: [{ exists: true }] }, false],
    ["exists: false", { region: [{ exists: false }] }, true],
    ["exists: false, present", { source: [{ exists: false }] }, false],
    ["exists: false below a missing field", { nothing: { x: [{ exists: false }] } }, false],
    ["an empty list has no value", detail({ none: [{ exists: true }] }), false],
    ["missing or a value", { region: [{ exists: false }, "x"] }, true],
    ["numeric", detail({ amount: [{ numeric: [">", 10, "<=", 10.5] }] }), true],
    ["numeric, out of range", detail({ amount: [{ numeric: ["<", 10] }] }), false],
    ["numeric =", detail({ amount: [{ numeric: ["=", 10.5] }] }), true],
    ["$or", { $or: [{ source: ["x"] }, { "detail-type": [{ prefix: "invoice." }] }] }, true],
    ["$or, neither", { $or: [{ source: ["x"] }, { source: ["y"] }] }, false],
    ["$or inside, and a field", detail({ $or: [{ paid: [false] }, { amount: [10.5] }], note: [null] }), true],
  ])("%s", (_name, pattern, matches) => {
    expect(compilePattern(pattern)(event)).toBe(matches);
  });

  it.each([
    ["an unknown comparison", { source: [{ cidr: "10.0.0.0/8" }] }, /pattern\.source: .*cidr/],
    ["two comparisons in one entry", { source: [{ prefix: "a", suffix: "b" }] }, /pattern\.source/],
    ["a prefix that is not a string", { source: [{ prefix: 5 }] }, /prefix/],
    ["a nested prefix", { source: [{ prefix: { "equals-ignore-case": "a" } }] }, /prefix/],
    ["exists with a string", { source: [{ exists: "yes" }] }, /exists/],
    ["anything-but of an object", { source: [{ "anything-but": { numeric: ["=", 1] } }] }, /numeric/],
    ["numeric with one operand", { a: [{ numeric: [">"] }] }, /numeric/],
    ["numeric with an unknown sign", { a: [{ numeric: ["!=", 1] }] }, /numeric/],
    ["an escaped wildcard", { a: [{ wildcard: "a\\*b" }] }, /wildcard/],
    ["a value without a list", { source: "shop" }, /pattern\.source/],
    ["an empty list", { source: [] }, /empty/],
    ["an empty pattern", {}, /empty/],
    ["$or of one", { $or: [{ source: ["x"] }] }, /\$or/],
  ])("refuses %s", (_name, pattern, error) => {
    expect(() => compilePattern(pattern)).toThrow(error);
  });
});
