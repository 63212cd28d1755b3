import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonPointer, jsonPointerParts } from "../../../lib/core/kit/json-pointer.ts";

it("escapes as RFC 6901 says", () => {
  expect(jsonPointer(["headers", "a/b~c", 0])).toBe("/headers/a~1b~0c/0");
  expect(jsonPointer([])).toBe("");
});

it("splits into its original parts", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (parts) => {
      expect(jsonPointerParts(jsonPointer(parts))).toEqual(parts);
    }),
  );
});
