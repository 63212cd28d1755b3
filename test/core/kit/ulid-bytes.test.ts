import fc from "fast-check";
import { expect, it } from "vitest";
import { packUlids, unpackUlids } from "../../../lib/core/kit/ulid-bytes.ts";

const FIRST = "01234567";
const ALPHABET = `${FIRST}89ABCDEFGHJKMNPQRSTVWXYZ`;

const ulids = fc
  .tuple(
    fc.constantFrom(...FIRST),
    fc.array(fc.constantFrom(...ALPHABET), { minLength: 25, maxLength: 25 }).map((all) => all.join("")),
  )
  .map((parts) => parts.join(""));

it("takes 16 bytes for each ULID, and gives all of them back", () => {
  fc.assert(
    fc.property(fc.array(ulids, { maxLength: 20 }), (all) => {
      const packed = packUlids(all);
      expect(packed).toHaveLength(all.length * 16);
      expect(unpackUlids(packed)).toEqual(all);
    }),
  );
});

it("has the binary layout of the specification", () => {
  const [low, high] = ["00000000000000000000000001", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"];
  expect(Buffer.from(packUlids([low, high])).toString("hex")).toBe(`${"0".repeat(31)}1${"f".repeat(32)}`);
});
