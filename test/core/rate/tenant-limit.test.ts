import { expect, it } from "vitest";
import { Refusal } from "../../../lib/core/errors.ts";
import { tenantLimit } from "../../../lib/core/rate/tenant-limit.ts";
import { memoryAdmissionReader } from "../../support/memory/memory-events.ts";
import { memoryTenantRateWriter } from "../../support/memory/memory-rates.ts";
import { memoryTenantStore } from "../../support/memory/memory-tenants.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

const LIMIT = 100;

interface Traffic {
  tenant: string;
  /** Requests a second, over all functions. */
  perSecond: number;
  /** What each request counts for. */
  count?: number;
  seconds: number;
  /** The share of the requests that each function gets. They add up to 1. */
  shares: number[];
}

/** Functions that share a table, and a limit of 100 requests a second for each tenant. */
async function functions(count: number) {
  let nowMs = Date.parse("2026-01-01T00:00:00.000Z");
  const now = () => nowMs;
  const world = memoryWorld(now);
  for (const id of ["acme", "other"]) {
    const createdAt = new Date(nowMs).toISOString();
    await memoryTenantStore(world).createTenant({ id, incarnation: "ABCDEFGH", name: id, version: 1, createdAt });
  }
  const admission = memoryAdmissionReader(world);
  const writes: { second: number; tenant: string }[] = [];
  const writer = memoryTenantRateWriter(world);
  const rates: typeof writer = {
    putRate: async (tenant, ...rest) => {
      writes.push({ second: Math.floor(nowMs / 1000), tenant });
      return writer.putRate(tenant, ...rest);
    },
  };
  const limits = Array.from({ length: count }, () =>
    tenantLimit({ rates, now }, { unit: "requests", perSecond: LIMIT }),
  );

  /** Resolves with the refusal, or with undefined if the request is admitted. */
  async function ask(tenant: string, at: number, counted = 1): Promise<Refusal | undefined> {
    const admitted = await admission.admit(tenant, undefined);
    return limits[at]?.(admitted, counted).then(
      () => undefined,
      (error: Refusal) => error,
    );
  }

  /** Sends evenly spread requests. Resolves with what was admitted in each second. */
  async function send({ tenant, perSecond, count: counted = 1, seconds, shares }: Traffic): Promise<number[]> {
    const admitted: number[] = [];
    const turns = shares.map(() => 0);
    for (let second = 0; second < seconds; second++) {
      admitted.push(0);
      for (let n = 0; n < perSecond; n++) {
        nowMs += 1000 / perSecond;
        // The function that is furthest behind its share takes the request.
        const next = shares.reduce(
          (best, share, at) => ((turns[at] ?? 0) / share < (turns[best] ?? 0) / (shares[best] ?? 1) ? at : best),
          0,
        );
        turns[next] = (turns[next] ?? 0) + 1;
        if (!(await ask(tenant, next, counted))) admitted[second] = (admitted[second] ?? 0) + counted;
      }
    }
    return admitted;
  }
  return {
    world,
    ask,
    send,
    writes,
    pass(ms: number): void {
      nowMs += ms;
    },
  };
}

const average = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const evenly = (count: number): number[] => Array(count).fill(1 / count);

it.each([
  ["one function", 1, [1]],
  ["two functions", 2, evenly(2)],
  ["functions with unequal shares", 2, [0.8, 0.2]],
  ["ten functions", 10, evenly(10)],
])("a tenant above its limit is held to it, within 20 %%, by %s", async (_, count, shares) => {
  const { send } = await functions(count);
  const admitted = await send({ tenant: "acme", perSecond: 400, seconds: 40, shares });
  const settled = average(admitted.slice(20));
  expect(settled).toBeGreaterThan(LIMIT * 0.8);
  expect(settled).toBeLessThan(LIMIT * 1.2);
});

it("lists of events count with their length, also lists above a second's share", async () => {
  const { send } = await functions(2);
  const admitted = await send({ tenant: "acme", perSecond: 10, count: 150, seconds: 60, shares: evenly(2) });
  const settled = average(admitted.slice(10));
  expect(settled).toBeGreaterThan(LIMIT * 0.8);
  expect(settled).toBeLessThan(LIMIT * 1.2);
});

it("a tenant below half its limit is never refused, and nothing is written for a short while of traffic", async () => {
  const { send, writes } = await functions(3);
  const admitted = await send({ tenant: "acme", perSecond: 48, seconds: 9, shares: [0.7, 0.2, 0.1] });
  expect(admitted).toEqual(Array(9).fill(48));
  expect(writes).toEqual([]);
});

it("a function that stays busy makes itself known once a minute, and an idle tenant costs nothing", async () => {
  const { send, writes } = await functions(1);
  await send({ tenant: "acme", perSecond: 20, seconds: 120, shares: [1] });
  expect(writes).toHaveLength(2);
  await send({ tenant: "other", perSecond: 5, seconds: 130, shares: [1] });
  expect(writes).toHaveLength(2);
});

it("a function writes a tenant's rate at most once a second", async () => {
  const { send, writes } = await functions(1);
  await send({ tenant: "acme", perSecond: 300, seconds: 20, shares: [1] });
  expect(writes.length).toBeLessThanOrEqual(21);
  expect(writes.length).toBeGreaterThan(15);
});

it("a refusal says when to try again, a neighbour is unaffected, and the limit lifts when the flood ends", async () => {
  const { send, ask, pass } = await functions(1);
  await send({ tenant: "acme", perSecond: 500, seconds: 5, shares: [1] });
  const refusal = await ask("acme", 0);
  expect(refusal).toBeInstanceOf(Refusal);
  expect([refusal?.status, refusal?.retryAfterSeconds]).toEqual([429, 1]);
  expect(await ask("other", 0)).toBeUndefined();
  pass(1_000);
  expect(await ask("acme", 0)).toBeUndefined();
});

it("rates that can't be written leave each function its own limit", async () => {
  const { world, send } = await functions(1);
  world.faults.decide = (operation) => (operation === "putRate" ? { when: "before" } : undefined);
  const admitted = await send({ tenant: "acme", perSecond: 300, seconds: 10, shares: [1] });
  expect(average(admitted.slice(2))).toBeLessThan(LIMIT * 1.2);
});
