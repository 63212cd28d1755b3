import { describe, expect, it } from "vitest";
import { newAllowance } from "../../../lib/core/matching/allowance.ts";
import { decide, type MatchDecision } from "../../../lib/core/matching/decision.ts";
import { evaluations } from "../../../lib/core/matching/evaluation.ts";
import type { DerivedType } from "../../../lib/core/model/catalog-entry.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";

const event = sampleEvent({ id: "e", type: "a.b", data: '{"n":1}' });
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

  it.each<[string, Partial<Subscription>, MatchDecision]>([
    ["its type", { events: ["a.b"] }, { step: "matched", types: ["a.b"] }],
    ["a derived type", { events: ["d.yes"] }, { step: "matched", types: ["d.yes"] }],
    ["both, with only the derived types that are met", { events: ["*"] }, { step: "matched", types: ["a.b", "d.yes"] }],
    ["a filter that is met", { filter: "data.n == 1" }, { step: "matched", types: ["a.b", "d.yes"] }],
    ["being inactive", { active: false, filter: "true" }, { step: "inactive", types: ["a.b", "d.yes"] }],
    ["a filter, for an inactive subscription", { active: false, filter: "false" }, { step: "filter" }],
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
