import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerHeadersOf } from "../../lib/sending/answer-headers.ts";

describe("the kept headers of an answer", () => {
  it.each<[string, string[], Record<string, string>]>([
    ["names in lower case", ["X-Request-Id", "1"], { "x-request-id": "1" }],
    ["a repeated header, joined", ["Via", "a", "via", "b"], { via: "a, b" }],
    ["no cookies", ["Set-Cookie", "session=1", "x", "y"], { x: "y" }],
    ["only plain ASCII", ["x", "\u00e9\u0085\u001b[0m"], { x: "??" + "?[0m" }],
    [
      "a name that objects inherit",
      ["__proto__", "x", "constructor", "y"],
      JSON.parse('{"__proto__":"x","constructor":"y"}'),
    ],
    ["the headers after one that is too long", ["x", "y".repeat(3000), "z", "1"], { z: "1" }],
    ["none", [], {}],
  ])("are %s", (_case, raw, kept) => {
    expect(Object.entries(answerHeadersOf(raw))).toEqual(Object.entries(kept));
  });

  it("are at most 32 and 2 KiB in total, for any answer", () => {
    const header = fc.tuple(fc.string(), fc.string({ maxLength: 500 }));
    const check = (headers: [string, string][]) => {
      const kept = Object.entries(answerHeadersOf(headers.flat()));
      expect(kept.length).toBeLessThanOrEqual(32);
      expect(Buffer.byteLength(kept.flat().join(""))).toBeLessThanOrEqual(2048 * 2);
      expect(kept.flat().join("").length).toBeLessThanOrEqual(2048);
    };
    fc.assert(fc.property(fc.array(header, { maxLength: 60 }), check));
  });
});
