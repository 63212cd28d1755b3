import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../../lib/core/matching/decision.ts";
import { matchesOf } from "../../../lib/core/matching/matches.ts";
import { subscriptionIndex } from "../../../lib/core/matching/subscription-index.ts";
import type { DerivedType } from "../../../lib/core/model/catalog-entry.ts";
import { subscriptionOf } from "../../support/factories.ts";

const AT = "2026-01-01T00:00:00.000Z";
const derived: DerivedType[] = [
  { kind: "derived-type", name: "d.x", from: "a.b", when: "true", createdAt: AT, updatedAt: AT },
];
const evaluate = () => ({ met: true });

describe("the index", () => {
  const patterns = fc.constantFrom("*", "a", "a.*", "a.b", "a.b.*", "a.b.c", "b.*", "d.x", "d.*");
  const subscriptions = fc.array(
    fc.record({ events: fc.uniqueArray(patterns, { minLength: 1, maxLength: 4 }), active: fc.boolean() }),
    { maxLength: 12 },
  );

  it("finds each subscription that `decide` would accept, once", () => {
    const check = (list: { events: string[]; active: boolean }[], type: string) => {
      const all = list.map((fields, n) => subscriptionOf({ ...fields, id: `sub_${n}` }));
      const found = matchesOf(subscriptionIndex(all), { type }, derived, evaluate);
      const one = all.filter((s) => "types" in decide(s, type, derived, evaluate));
      expect(found.matches.map(({ subscription }) => subscription.id).sort()).toEqual(one.map(({ id }) => id).sort());
    };
    fc.assert(fc.property(subscriptions, fc.constantFrom("a", "a.b", "a.b.c", "b", "b.c", "z"), check));
  });
});
