import { describe, expect, it } from "vitest";
import { subscriptionQuota } from "../../../lib/core/subscription/subscription-quota.ts";

/** A tenant with some subscriptions, a limit of 100, and a clock. */
function counting(count: number) {
  const tenant = { count, counts: 0, nowMs: 0 };
  const countSubscriptions = async () => {
    tenant.counts++;
    return tenant.count;
  };
  return { tenant, requireRoom: subscriptionQuota(countSubscriptions, 100, () => tenant.nowMs) };
}

describe("a tenant's room for subscriptions", () => {
  it("is counted once a minute, far from the limit", async () => {
    const { tenant, requireRoom } = counting(10);
    await requireRoom("acme");
    tenant.nowMs = 59_999;
    await requireRoom("acme");
    expect(tenant.counts).toBe(1);
    tenant.nowMs = 60_000;
    await requireRoom("acme");
    expect(tenant.counts).toBe(2);
    tenant.nowMs = 60_001;
    await requireRoom("acme");
    expect(tenant.counts).toBe(2);
  });

  it("is counted for each tenant", async () => {
    const { tenant, requireRoom } = counting(10);
    await requireRoom("acme");
    await requireRoom("other");
    expect(tenant.counts).toBe(2);
  });

  it("is counted every time from 95 % of the limit, with those that this function made", async () => {
    const { tenant, requireRoom } = counting(92);
    for (let made = 0; made < 3; made++) await requireRoom("acme");
    expect(tenant.counts).toBe(1);
    await requireRoom("acme");
    await requireRoom("acme");
    expect(tenant.counts).toBe(2);
    tenant.count = 95;
    await requireRoom("acme");
    await requireRoom("acme");
    expect(tenant.counts).toBeGreaterThanOrEqual(3);
  });

  it("ends at the limit", async () => {
    const { tenant, requireRoom } = counting(99);
    await requireRoom("acme");
    tenant.count = 100;
    const refusal = {
      status: 409,
      message: "The tenant has 100 subscriptions, and can't have more. Delete some first.",
    };
    await expect(requireRoom("acme")).rejects.toMatchObject(refusal);
    tenant.count = 99;
    await requireRoom("acme");
  });
});
