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

  it("are the first 32, with all values of each", () => {
    const raw = Array.from({ length: 33 }, (_, n) => [`x-${n}`, "1"]).flat();
    const kept = answerHeadersOf([...raw, "X-0", "2"]);
    expect(Object.keys(kept)).toEqual(Array.from({ length: 32 }, (_, n) => `x-${n}`));
    expect(kept["x-0"]).toBe("1, 2");
  });

  it("take up to 2 KiB, to the last character", () => {
    const value = (length: number) => "y".repeat(length);
    expect(answerHeadersOf(["x", value(2047)])).toEqual({ x: value(2047) });
    expect(answerHeadersOf(["x", value(2048)])).toEqual({});
    const repeated = (length: number) => answerHeadersOf(["x", value(1000), "x", value(length)]).x?.length;
    expect([repeated(1045), repeated(1046)]).toEqual([2047, 1000]);
    expect(answerHeadersOf(["x", value(2046), "z", "", "w", "1"])).toEqual({ x: value(2046), z: "" });
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
