import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  foundTypes,
  includes,
  type TypeNode,
  typeGroups,
  widerPattern,
  withPattern,
} from "../../../lib/console/tenant/endpoint-form/types/type-tree.ts";
import { patternMatches } from "../../../lib/core/matching/event-types.ts";

const named = (...names: string[]) => names.map((name) => ({ name }));

/** A tree in short: the labels, and those below a branch in a list after it. */
const shape = (nodes: readonly TypeNode[]): unknown[] =>
  nodes.map((node) => (node.is === "type" ? node.label : [node.pattern, shape(node.nodes)]));

const typesIn = (nodes: readonly TypeNode[]): string[] =>
  nodes.flatMap((node) => (node.is === "type" ? [node.choice.name] : typesIn(node.nodes)));

const PART = fc.constantFrom("a", "b", "c", "d e");
const NAME = fc.tuple(PART, fc.array(fc.tuple(fc.constantFrom(".", ":", "/"), PART), { maxLength: 3 }));
const names = fc.uniqueArray(
  NAME.map(([first, rest]) => first + rest.flat().join("")),
  { maxLength: 30 },
);

describe("the tree of types", () => {
  it.each([
    ["a branch for words that types share", ["a.b", "a.c"], [["a.*", ["b", "c"]]]],
    ["no branch for one type", ["a.b.c", "d"], ["a.b.c", "d"]],
    ["a type that others begin with", ["a.b", "a.b.c", "a.b.d"], [["a.*", ["b", ["a.b.*", ["c", "d"]]]]]],
    ["colons and slashes", ["repo:push", "repo:fork", "x/y"], [["repo:*", ["push", "fork"]], "x/y"]],
  ])("has %s", (_case, types, expected) => {
    expect(typeGroups(named(...types)).flatMap(({ nodes }) => shape(nodes))).toEqual(expected);
  });

  it("keeps a word's types together, in their group if they have the same one", () => {
    const choices = [
      { name: "a.b", group: "G" },
      { name: "a.c" },
      { name: "d.e", group: "G" },
      { name: "d.f", group: "G" },
    ];
    expect(typeGroups(choices).map(({ name, nodes }) => [name, typesIn(nodes)])).toEqual([
      ["", ["a.b", "a.c"]],
      ["G", ["d.e", "d.f"]],
    ]);
  });

  it("has each type once, below wildcards that include it", () => {
    const includesAll = (node: TypeNode): boolean =>
      node.is === "type" ||
      (typesIn(node.nodes).every((name) => patternMatches(node.pattern, name)) && node.nodes.every(includesAll));
    fc.assert(
      fc.property(names, (types) => {
        const nodes = typeGroups(named(...types)).flatMap((group) => group.nodes);
        expect(typesIn(nodes).sort()).toEqual([...types].sort());
        expect(nodes.every(includesAll)).toBe(true);
      }),
    );
  });
});

describe("a pattern", () => {
  it("includes what it includes for the API", () => {
    const patterns = names.map((types) => types.flatMap((name) => [name, `${name}.*`, "*", "posthorn.*"]));
    fc.assert(
      fc.property(patterns, names, (all, types) => {
        for (const type of [...types, "posthorn.endpoint.failing"]) {
          for (const pattern of all) expect(includes(pattern, type)).toBe(patternMatches(pattern, type));
        }
      }),
    );
  });

  it("replaces those that it includes, and hides them", () => {
    expect(withPattern(["a.b", "c", "a.d.*"], "a.*")).toEqual(["c", "a.*"]);
    expect(withPattern(["a.*", "posthorn.x"], "*")).toEqual(["posthorn.x", "*"]);
    expect(widerPattern(["a.*"], "a.b")).toBe("a.*");
    expect(widerPattern(["a.*"], "a.*")).toBeUndefined();
  });
});

it("types are found by name, description and group", () => {
  const choices = [
    { name: "a.paid" },
    { name: "b", description: "Was PAID" },
    { name: "c", group: "Paid" },
    { name: "d" },
  ];
  expect(foundTypes(choices, " paid ").map(({ name }) => name)).toEqual(["a.paid", "b", "c"]);
  expect(foundTypes(choices, "")).toHaveLength(4);
});
