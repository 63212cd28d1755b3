import { describe, expect, it } from "vitest";
import { newAllowance } from "../../../lib/core/matching/allowance.ts";
import { checkCondition } from "../../../lib/core/matching/condition.ts";
import { orderedLanes } from "../../../lib/core/ordered/ordering-key.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";

const lanesOf = orderedLanes();

const hashOf = (orderingKey: string | undefined, data: object, allowance = newAllowance()) =>
  lanesOf({ ...sampleEvent(), data: JSON.stringify(data) }, allowance)(subscriptionOf({ orderingKey })).hash;

describe("the ordered lane of a delivery", () => {
  it("is the only one without an ordering key", () => {
    expect(hashOf(undefined, { order: 7 })).toBe("");
  });

  it("belongs to the value of the ordering key", () => {
    const lane = hashOf("data.order", { order: "A-7" });
    expect(lane).toMatch(/^[0-9a-f]{32}$/);
    expect(hashOf("data.order", { order: "A-7", more: true })).toBe(lane);
    expect(hashOf("data.order", { order: "A-8" })).not.toBe(lane);
  });

  it("is the same for a number and its text", () => {
    const lane = hashOf("data.order", { order: 7 });
    expect(hashOf("data.order", { order: "7" })).toBe(lane);
    expect(hashOf("data.order + 0.0", { order: 7 })).toBe(lane);
    expect(hashOf("7", {})).toBe(lane);
  });

  it("is the one without a key if the event has no value of the key", () => {
    expect(hashOf("data.order", {})).toBe("");
    expect(hashOf("data.order", { order: [7] })).toBe("");
    expect(hashOf("data.order", { order: null })).toBe("");
    expect(hashOf("no such", {})).toBe("");
  });

  it("is the one without a key if there is no time to find it", () => {
    expect(hashOf("data.order", { order: 7 }, newAllowance({ leftMs: 0 }))).toBe("");
  });

  it("has the subscription and its tenant", () => {
    const subscription = subscriptionOf({});
    const event = sampleEvent();
    expect(lanesOf(event, newAllowance())(subscription)).toEqual({
      tenantId: event.tenantId,
      subscriptionId: subscription.id,
      hash: "",
    });
  });
});

describe("an ordering key", () => {
  it.each(["data.order", "event.type", "size(data.items)", "true", "data.a + data.b"])("can be %s", (key) => {
    expect(() => checkCondition(key, "key")).not.toThrow();
  });

  it.each([
    ["[data.order]", "must be a string, a number or a bool, but is of type"],
    ["nowhere.order", "nowhere"],
  ])("can't be %s", (key, message) => {
    expect(() => checkCondition(key, "key")).toThrow(message);
  });
});
