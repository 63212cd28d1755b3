import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeSlice, encodeSlice } from "../../../lib/core/replay/replay-message.ts";

const texts = { tenantId: fc.string(), incarnation: fc.string(), replayId: fc.string() };
const counts = { waits: fc.nat(), failures: fc.nat() };
const slices = fc.record(
  { ...texts, slice: fc.nat(), ...counts },
  { requiredKeys: ["tenantId", "incarnation", "replayId", "slice"] },
);

it("is decoded as it was encoded", () => {
  fc.assert(
    fc.property(slices, (slice) => {
      expect(decodeSlice(encodeSlice(slice))).toEqual(slice);
    }),
  );
});

it("is not decoded from any other text", () => {
  const others = fc.oneof(
    fc.string(),
    fc.json(),
    slices.map((slice) => encodeSlice(slice).slice(0, -1)),
    slices.map(({ slice: _slice, ...rest }) => JSON.stringify({ v: 1, ...rest })),
    slices.map((slice) => JSON.stringify({ v: 2, ...slice })),
    fc
      .tuple(slices, fc.constantFrom("waits", "failures"), fc.constantFrom(-1, 0.5, "1", null))
      .map(([slice, name, count]) => JSON.stringify({ v: 1, ...slice, [name]: count })),
  );
  fc.assert(
    fc.property(others, (text) => {
      expect(decodeSlice(text)).toBeUndefined();
    }),
  );
});
