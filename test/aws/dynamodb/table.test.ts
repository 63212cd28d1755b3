import { describe, expect, it } from "vitest";
import { deliveryLogKey, deliveryLogPks } from "../../../lib/aws/dynamodb/log-keys.ts";
import { HEAD_PROJECTION } from "../../../lib/aws/dynamodb/table.ts";
import { deliveryAt, subscriptionAt, T0 } from "../../support/contracts/sample-records.ts";

describe("the log of a subscription", () => {
  it("spreads evenly over its partitions", () => {
    const subscription = subscriptionAt("acme", T0);
    const counts = new Map(deliveryLogPks(subscription.id).map((pk) => [pk, 0]));
    for (let n = 0; n < 4_000; n++) {
      const { logPk } = deliveryLogKey(deliveryAt(subscription, T0 + n));
      counts.set(logPk, (counts.get(logPk) ?? 0) + 1);
    }
    expect(counts.size).toBe(4);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  });

  it("carries no event data", () => {
    expect(HEAD_PROJECTION).not.toContain("data");
  });
});
