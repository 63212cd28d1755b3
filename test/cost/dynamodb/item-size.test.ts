import { describe, expect, it } from "vitest";
import type { WireValue } from "../../../lib/local/aws/dynamodb/wire-item.ts";
import { itemSize } from "./item-size.ts";

describe("the size of an attribute", () => {
  it.each<[name: string, value: WireValue, size: number]>([
    ["a string counts its UTF-8 bytes", { S: "café" }, 5],
    ["an empty string has no bytes", { S: "" }, 0],
    ["two digits of a number share a byte, beside one for the number", { N: "1234" }, 3],
    ["an odd digit takes a byte of its own", { N: "123" }, 3],
    ["trailing zeroes don't count", { N: "1200" }, 2],
    ["leading zeroes, signs and points don't count", { N: "-0.0012" }, 2],
    ["an exponent doesn't count", { N: "1.2E+10" }, 2],
    ["zero has no significant digit", { N: "0" }, 1],
    ["binary values count their raw bytes", { B: Buffer.alloc(10).toString("base64") }, 10],
    ["a Boolean takes a byte", { BOOL: false }, 1],
    ["null takes a byte", { NULL: true }, 1],
    ["a set counts its elements", { SS: ["ab", "c"] }, 3],
    ["an empty list takes three bytes", { L: [] }, 3],
    ["each element of a list takes a byte more", { L: [{ S: "ab" }, { N: "1" }] }, 3 + (1 + 2) + (1 + 2)],
    ["a map counts the names of its members", { M: { name: { S: "ab" } } }, 3 + 1 + 4 + 2],
  ])("%s", (_name, value, size) => {
    expect(itemSize({ a: value })).toBe(1 + size);
  });

  it("is added to the UTF-8 bytes of its name", () => {
    expect(itemSize({ pk: { S: "a" }, größe: { BOOL: true } })).toBe(2 + 1 + 7 + 1);
  });

  it("can't be told of an unknown type", () => {
    expect(() => itemSize({ a: { X: 1 } })).toThrow("DynamoDB has no type X");
  });
});

it("an absent item has no size", () => {
  expect(itemSize(undefined)).toBe(0);
});
