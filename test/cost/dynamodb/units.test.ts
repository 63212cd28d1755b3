import { describe, expect, it } from "vitest";
import type { TableShape } from "../../../lib/local/aws/dynamodb/table-shape.ts";
import type { WireItem } from "../../../lib/local/aws/dynamodb/wire-item.ts";
import { indexWriteUnits, readUnits, refusedWriteUnits, tableWriteUnits } from "./units.ts";

/** An item of so many bytes: its only attribute has a name of one byte. */
const sized = (bytes: number): WireItem => ({ a: { S: "x".repeat(bytes - 1) } });

describe("the units of a write", () => {
  it.each([
    ["a small item", undefined, sized(10), 1],
    ["exactly 1 KB", undefined, sized(1024), 1],
    ["a byte more", undefined, sized(1025), 2],
    ["an item that becomes smaller", sized(3000), sized(10), 3],
    ["an item that becomes larger", sized(10), sized(3000), 3],
    ["a deletion", sized(1500), undefined, 2],
    ["a deletion of nothing", undefined, undefined, 1],
  ])("%s", (_name, before, after, units) => {
    expect(tableWriteUnits(before, after)).toBe(units);
  });

  it("a refused one is paid by the item that stays", () => {
    expect([refusedWriteUnits(sized(2500)), refusedWriteUnits(undefined)]).toEqual([3, 1]);
  });
});

describe("the units of indexes", () => {
  const shape: TableShape = {
    keys: ["pk"],
    indexes: [
      { keys: ["state"], projected: ["name"] },
      { keys: ["owner"], projected: "ALL" },
      { keys: ["due"], projected: [] },
    ],
  };
  const item = (more: Record<string, string>): WireItem =>
    Object.fromEntries(Object.entries({ pk: "1", ...more }).map(([name, text]) => [name, { S: text }]));
  const units = (before: WireItem | undefined, after: WireItem | undefined) => indexWriteUnits(shape, before, after);

  it.each([
    ["an item in none of them", undefined, item({ name: "a" }), 0],
    ["a new item in one", undefined, item({ state: "a" }), 1],
    ["a new item in all of them", undefined, item({ state: "a", owner: "b", due: "c" }), 3],
    ["a changed projected attribute", item({ state: "a", name: "x" }), item({ state: "a", name: "y" }), 1],
    ["a changed attribute that isn't projected", item({ state: "a", size: "1" }), item({ state: "a", size: "2" }), 0],
    ["the same where all is projected", item({ owner: "a", size: "1" }), item({ owner: "a", size: "2" }), 1],
    ["no change", item({ state: "a" }), item({ state: "a" }), 0],
    ["a changed key: a deletion and a new entry", item({ state: "a" }), item({ state: "b" }), 2],
    ["a key that is taken away", item({ state: "a" }), item({}), 1],
    ["a key that is added", item({}), item({ state: "a" }), 1],
    ["a deletion", item({ state: "a", due: "b" }), undefined, 2],
    ["a large entry", undefined, item({ state: "a", name: "x".repeat(1100) }), 2],
    ["a large item with a small entry", undefined, item({ due: "a", name: "x".repeat(1100) }), 1],
    [
      "a changed key of a large entry",
      item({ state: "a", name: "x".repeat(1100) }),
      item({ state: "b", name: "x".repeat(1100) }),
      4,
    ],
  ])("%s", (_name, before, after, expected) => {
    expect(units(before, after)).toBe(expected);
  });
});

describe("the units of a read", () => {
  it.each([
    ["eventually consistent", {}, 10, 0.5],
    ["strongly consistent", { consistent: true }, 10, 1],
    ["transactional", { transactional: true }, 10, 2],
    ["exactly 4 KB", { consistent: true }, 4096, 1],
    ["a byte more", { consistent: true }, 4097, 2],
    ["a byte more, eventually consistent", {}, 4097, 1],
    ["nothing", { consistent: true }, 0, 1],
  ])("%s", (_name, mode, bytes, units) => {
    expect(readUnits(bytes, mode)).toBe(units);
  });
});
