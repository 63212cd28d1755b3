import { describe, expect, it } from "vitest";
import { newAllowance } from "../../../lib/core/matching/allowance.ts";
import { catalogOf } from "../../../lib/core/matching/catalog.ts";
import type { Evaluate } from "../../../lib/core/matching/evaluation.ts";
import { evaluations } from "../../../lib/core/matching/evaluation.ts";
import { explainLater, explainRecorded, explainToday } from "../../../lib/core/matching/explanation.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";

const CAME_IN = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-01T00:00:00.001Z";

const event = sampleEvent({ type: "a", data: '{"n":1}' });
const record: EventRecord = { ...event, incarnation: "ABCDEFGH", receivedAt: CAME_IN, subscriptionIds: [] };
const derived = { kind: "derived-type" as const, from: "a", createdAt: CAME_IN, updatedAt: CAME_IN };
const catalog = catalogOf([
  { ...derived, name: "big", when: "data.n > 10.0" },
  { ...derived, name: "odd", when: "data.gone == 1" },
]);
const evaluate = evaluations()(event, newAllowance());
const slow: Evaluate = () => ({ met: false, undecided: true, reason: "took longer than 2 s" });

const subscribed = (fields: Partial<Subscription> = {}): Subscription =>
  subscriptionOf({ id: "sub_1", name: "Mine", events: ["a"], updatedAt: CAME_IN, ...fields });

const today = (fields: Partial<Subscription>, { of = record, by = evaluate } = {}) =>
  explainToday(of, subscribed(fields), catalog, by);

describe("an explanation of one of Posthorn's own events", () => {
  const own = { ...record, type: "posthorn.subscription.disabled" };

  it.each([
    [["*"], "type", "Posthorn sent the event itself. The pattern `*` includes no types that begin with `posthorn.`."],
    [["a", "posthorn.subscription.failing"], "type", "The subscription lists no type that the event has."],
    [["*", "posthorn.*"], "matched", expect.stringContaining("got no delivery")],
    [["posthorn.subscription.*"], "matched", expect.stringContaining("got no delivery")],
  ])("for a subscription to %j", (events, step, reason) => {
    expect(today({ events }, { of: own })).toMatchObject({ step, reason });
  });
});

describe("an explanation from today's settings", () => {
  const erased = { ...record, contentErasedAt: LATER };
  const gone = "The filter or condition can't be evaluated any more, because the event's content has been erased.";

  it.each<[string, Partial<Subscription>, string, string]>([
    [
      "that match",
      {},
      "matched",
      "The subscription matches with the current settings, but got no delivery: " +
        "its settings or the catalog were different when the event came in.",
    ],
    [
      "of an inactive subscription",
      { active: false },
      "inactive",
      "The subscription matches with the current settings, but is inactive.",
    ],
    ["of another type", { events: ["b"] }, "type", "The subscription lists no type that the event has."],
    [
      "of a condition",
      { events: ["big"] },
      "derived-condition",
      "The event does not meet the condition of a derived type that the subscription lists.",
    ],
    [
      "of a condition that fails",
      { events: ["odd"] },
      "derived-condition",
      "The event does not meet the condition of a derived type that the subscription lists. " +
        "The evaluation failed: odd: No such key: gone (at position 5).",
    ],
    ["of a filter", { filter: "false" }, "filter", "The event does not meet the subscription's filter."],
    [
      "of a filter that fails",
      { filter: "data.gone == 1" },
      "filter",
      "The event does not meet the subscription's filter. The evaluation failed: No such key: gone (at position 5).",
    ],
  ])("%s", (_case, fields, step, reason) => {
    const explained = today(fields);
    expect(explained).toEqual({
      subscriptionId: "sub_1",
      name: "Mine",
      step,
      reason,
      matchedTypes: step === "matched" ? ["a"] : undefined,
      recorded: false,
      changedSince: false,
    });
    const needsData = step === "filter" || step === "derived-condition";
    expect(today(fields, { of: erased }).reason).toBe(needsData ? gone : reason);
  });

  it.each([
    ["a filter", { filter: "true" }, "Posthorn can't tell now: the filter took longer than 2 s."],
    ["a condition", { events: ["big"] }, "Posthorn can't tell now: the condition of big took longer than 2 s."],
    [
      "a condition, beside a type that matches",
      { events: ["a", "big"] },
      "Posthorn can't tell now: the condition of big took longer than 2 s.",
    ],
  ])("can't be given while %s is slow", (_case, fields, reason) => {
    expect(today(fields, { by: slow })).toMatchObject({ step: "undecided", reason });
    expect(today(fields, { by: slow, of: erased }).reason).toBe(gone);
  });

  it("of a filter that says no, whatever a slow condition would have added", () => {
    const bySlowCondition: Evaluate = (expression, subscription) =>
      expression === "false" ? evaluate(expression, subscription) : slow(expression, subscription);
    const fields = { events: ["a", "big"], filter: "false" };
    expect(today(fields, { by: bySlowCondition }).step).toBe("filter");
  });

  it("names a change of the subscription since", () => {
    expect(today({ updatedAt: LATER }).changedSince).toBe(true);
  });
});

describe("an explanation of a match that was decided later", () => {
  const undecided: EventRecord = { ...record, undecidedIds: ["sub_1"] };
  const later = (of: EventRecord) => explainLater(of, subscribed());

  it("is missing if nothing was undecided", () => {
    expect(later(record)).toBeUndefined();
    expect(later({ ...undecided, undecidedIds: ["sub_2"] })).toBeUndefined();
  });

  it.each<[string, Partial<EventRecord>, string, RegExp]>([
    ["waits", {}, "undecided", /^Posthorn has not decided yet/],
    ["never comes after an erasure", { contentErasedAt: LATER }, "undecided", /content has been erased\.$/],
    [
      "has its reason",
      { misses: [{ subscriptionId: "sub_1", step: "filter", reason: "took longer than 2 s" }] },
      "filter",
      /filter\. The evaluation failed: took longer than 2 s\.$/,
    ],
    [
      "doesn't take another subscription's reason",
      { misses: [{ subscriptionId: "sub_2", step: "filter" }] },
      "undecided",
      /^Posthorn has not decided yet/,
    ],
  ])("%s", (_case, fields, step, reason) => {
    expect(later({ ...undecided, ...fields })).toEqual({
      subscriptionId: "sub_1",
      name: "Mine",
      step,
      reason: expect.stringMatching(reason),
      recorded: true,
      changedSince: false,
    });
  });
});

describe("an explanation of a delivery", () => {
  it("says how it came, also after the subscription was deleted", () => {
    const matched = { ...record, subscriptionIds: ["sub_1"] };
    expect(explainRecorded(matched, "sub_1", subscribed({ updatedAt: LATER }))).toMatchObject({
      step: "matched",
      reason: "The subscription matched, and got a delivery.",
      matchedTypes: ["a"],
      changedSince: true,
    });
    const ofDeleted = explainRecorded(matched, "sub_1", undefined);
    expect([ofDeleted.name, ofDeleted.changedSince]).toEqual([undefined, undefined]);
  });

  it("of a test send has no types", () => {
    const tested = explainRecorded({ ...record, subscriptionIds: ["sub_1"], test: true }, "sub_1", subscribed());
    expect([tested.matchedTypes, tested.reason]).toEqual([
      undefined,
      "The event was a test send to this subscription only.",
    ]);
  });
});
