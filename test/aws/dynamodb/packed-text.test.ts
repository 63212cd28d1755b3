import fc from "fast-check";
import { expect, it } from "vitest";
import { packText, unpackText } from "../../../lib/aws/dynamodb/packed-text.ts";

it("gives back each text as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 3_000 }), fc.nat(1_000), (text, mostPlain) => {
      expect(unpackText(packText(text, mostPlain))).toBe(Buffer.from(text).toString());
    }),
  );
});

it("compresses only longer text, and only where that makes it shorter", () => {
  expect(packText("x".repeat(100), 100)).toHaveLength(101);
  expect(packText("x".repeat(101), 100).length).toBeLessThan(20);
  expect(packText("abc", 0)).toHaveLength(4);
});

it("rejects a form of a later release", () => {
  expect(() => unpackText(Uint8Array.of(9, 97))).toThrow("unknown form 9");
});
