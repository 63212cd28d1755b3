import { describe, expect, it } from "vitest";
import { matchedTypesOf, matchFields, wasSkipped } from "../../../lib/core/matching/recorded-matches.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";

const event = { ...sampleEvent({ id: "e", type: "a.b", data: '{"n":1}' }), incarnation: "ABCDEFGH" };

describe("the record of the matches", () => {
  const matched = (...types: string[][]) =>
    types.map((t, n) => ({ subscription: subscriptionOf({ id: `s${n}` }), types: t }));

  it("names no types if all subscriptions matched by the event's own type", () => {
    expect(matchFields("a.b", matched(["a.b"], ["a.b"]))).toEqual({ subscriptionIds: ["s0", "s1"] });
  });

  it("lists skipped subscriptions after the queued ones, and counts them", () => {
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
    const record = { ...event, receivedAt: event.occurredAt, ...fields };
    expect(["s0", "s1", "s2"].map((id) => wasSkipped(record, id))).toEqual([true, false, true]);
    expect(["s0", "s1", "s2"].map((id) => matchedTypesOf(record, id))).toEqual([["a.b"], ["a.b"], ["d.x"]]);
  });

  it("gives back the types of each subscription", () => {
    const types = [["a.b"], ["a.b", "d.x"], ["d.x"], ["a.b"]];
    const record = {
      ...event,
      receivedAt: event.occurredAt,
      ...matchFields("a.b", matched(...types)),
    };
    expect(record.matchedTypes).toHaveLength(3);
    expect(types.map((_, n) => matchedTypesOf(record, `s${n}`))).toEqual(types);
  });
});
