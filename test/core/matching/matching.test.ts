import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluations, newAllowance } from "../../../lib/core/matching/evaluation.ts";
import {
  type Decision,
  decide,
  EVENT_PATTERN,
  EVENT_TYPE,
  matchedTypesOf,
  matchesOf,
  matchFields,
  patternMatches,
  wasSkipped,
} from "../../../lib/core/matching/matching.ts";
import { subscriptionIndex } from "../../../lib/core/matching/subscription-index.ts";
import type { DerivedType, Subscription } from "../../../lib/core/model.ts";
import { subscriptionOf } from "../../support/factories.ts";

describe("event patterns", () => {
  it.each([
    ["invoice.paid", "invoice.paid", true],
    ["invoice.paid", "invoice.paid.late", false],
    ["invoice.*", "invoice.paid", true],
    ["invoice.*", "invoice.line.added", true],
    ["invoice.*", "invoice", false],
    ["invoice.*", "invoices.paid", false],
    ["*", "anything", true],
  ])("%s on %s: %s", (pattern, type, matches) => {
    expect(patternMatches(pattern, type)).toBe(matches);
  });

  it.each(["*", "a", "a.b", "a.*", "a-b.c_d.*"])("%s may be listed", (pattern) => {
    expect(pattern).toMatch(EVENT_PATTERN);
  });

  it.each(["", "**", "a*", "*.a", "a.*.b", ".a", "a.", "a..b", "a b", "å"])("%j may not", (pattern) => {
    expect(pattern).not.toMatch(EVENT_PATTERN);
  });

  it("are no event types when they have a wildcard", () => {
    expect("a.*").not.toMatch(EVENT_TYPE);
    expect("a.b").toMatch(EVENT_TYPE);
  });
});

const event = { id: "e", tenantId: "acme", type: "a.b", occurredAt: "2026-01-01T00:00:00.000Z", data: '{"n":1}' };
const at = { createdAt: event.occurredAt, updatedAt: event.occurredAt };
const derivedBy = (name: string, when: string): DerivedType => ({
  kind: "derived-type",
  name,
  from: "a.b",
  when,
  ...at,
});
const evaluate = evaluations()(event, newAllowance());

const decided = (subscription: Partial<Subscription>, derived: DerivedType[] = []) =>
  decide(subscriptionOf(subscription), event.type, derived, evaluate);

describe("the step that decides", () => {
  const yes = derivedBy("d.yes", "data.n == 1");
  const no = derivedBy("d.no", "data.n == 2");
  const fails = derivedBy("d.fails", "data.gone == 1");

  it.each<[string, Partial<Subscription>, Decision]>([
    ["its type", { events: ["a.b"] }, { step: "matched", types: ["a.b"] }],
    ["a derived type", { events: ["d.yes"] }, { step: "matched", types: ["d.yes"] }],
    ["both, and the derived ones that are met", { events: ["*"] }, { step: "matched", types: ["a.b", "d.yes"] }],
    ["a filter that is met", { filter: "data.n == 1" }, { step: "matched", types: ["a.b", "d.yes"] }],
    ["being switched off", { active: false, filter: "true" }, { step: "inactive", types: ["a.b", "d.yes"] }],
    ["a filter, of one that is switched off", { active: false, filter: "false" }, { step: "filter" }],
    ["another type", { events: ["c", "a.b.*"] }, { step: "type" }],
    ["a condition that is not met", { events: ["d.no"] }, { step: "derived-condition" }],
    [
      "a condition that fails",
      { events: ["d.fails"] },
      { step: "derived-condition", reason: "d.fails: No such key: gone (at position 5)" },
    ],
    ["a filter that says no", { filter: "data.n > 1.0" }, { step: "filter" }],
    [
      "a filter that fails",
      { filter: 'data.user.name == "x"' },
      { step: "filter", reason: "No such key: user (at position 5)" },
    ],
  ])("may be %s", (_case, subscription, decision) => {
    expect(decided(subscription, [yes, no, fails])).toEqual(decision);
  });
});

describe("the index", () => {
  const patterns = fc.constantFrom("*", "a", "a.*", "a.b", "a.b.*", "a.b.c", "b.*", "d.x", "d.*");
  const subscriptions = fc.array(
    fc.record({ events: fc.uniqueArray(patterns, { minLength: 1, maxLength: 4 }), active: fc.boolean() }),
    { maxLength: 12 },
  );

  it("finds each subscription that would be found one by one, once", () => {
    const check = (list: { events: string[]; active: boolean }[], type: string) => {
      const all = list.map((fields, n) => subscriptionOf({ ...fields, id: `sub_${n}` }));
      const derived = [derivedBy("d.x", "true")];
      const found = matchesOf(subscriptionIndex(all), { type }, derived, evaluate);
      const one = all.filter((s) => "types" in decide(s, type, derived, evaluate));
      expect(found.map(({ subscription }) => subscription.id).sort()).toEqual(one.map(({ id }) => id).sort());
    };
    fc.assert(fc.property(subscriptions, fc.constantFrom("a", "a.b", "a.b.c", "b", "b.c", "z"), check));
  });
});

describe("the record of what matched", () => {
  const matched = (...types: string[][]) =>
    types.map((t, n) => ({ subscription: subscriptionOf({ id: `s${n}` }), types: t }));

  it("says nothing of types when all matched by the event's own", () => {
    expect(matchFields("a.b", matched(["a.b"], ["a.b"]))).toEqual({ subscriptionIds: ["s0", "s1"] });
  });

  it("has those that were skipped after those that were queued, and counts them", () => {
    const [a, b, c] = matched(["a.b"], ["a.b"], ["d.x"]).map((match, n) => {
      return { ...match, subscription: { ...match.subscription, active: n === 1 } };
    });
    const fields = matchFields(
      "a.b",
      [a, b, c].flatMap((match) => match ?? []),
    );
    expect(fields).toEqual({
      subscriptionIds: ["s1", "s0", "s2"],
      skipped: 2,
      matchedTypes: [
        { types: ["a.b"], count: 1 },
        { types: ["a.b"], count: 1 },
        { types: ["d.x"], count: 1 },
      ],
    });
    const record = { ...event, receivedAt: event.occurredAt, digest: "", ...fields };
    expect(["s0", "s1", "s2"].map((id) => wasSkipped(record, id))).toEqual([true, false, true]);
    expect(["s0", "s1", "s2"].map((id) => matchedTypesOf(record, id))).toEqual([["a.b"], ["a.b"], ["d.x"]]);
  });

  it("gives each its types again", () => {
    const types = [["a.b"], ["a.b", "d.x"], ["d.x"], ["a.b"]];
    const record = {
      ...event,
      receivedAt: event.occurredAt,
      digest: "",
      ...matchFields("a.b", matched(...types)),
    };
    expect(record.matchedTypes).toHaveLength(3);
    expect(types.map((_, n) => matchedTypesOf(record, `s${n}`))).toEqual(types);
  });
});
