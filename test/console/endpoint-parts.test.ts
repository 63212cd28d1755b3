import { describe, expect, it } from "vitest";
import { runEach } from "../../lib/console/client/run-each.ts";
import { bucketsOf } from "../../lib/console/components/charts/buckets.ts";
import { pointsInBar } from "../../lib/console/components/charts/chart-ranges.ts";
import { failureAdvice } from "../../lib/console/tenant/delivery/failure-advice.ts";
import { recoverPath } from "../../lib/console/tenant/recover/recover-path.ts";
import { en } from "../../lib/console/texts/en.ts";

const point = (n: number) => ({
  at: `point ${n}`,
  attempts: 3,
  failed: { "http-5xx": 1, timeout: 1 },
  latencyMs: { p50: 1, p95: 2 },
  delivered: 1,
  held: 0,
  exhausted: 0,
});
const points = (count: number) => Array.from({ length: count }, (_, n) => point(n));

describe("the bars of a chart", () => {
  it.each([
    ["15m", 16, 16],
    ["1h", 61, 31],
    ["3h", 180, 30],
    ["24h", 25, 25],
    ["7d", 169, 29],
    ["30d", 720, 30],
  ] as const)("of %s have all points, and few of them are drawn", (range, count, bars) => {
    const buckets = bucketsOf(points(count), pointsInBar(range));
    expect(buckets).toHaveLength(bars);
    expect(buckets.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(count);
    expect(buckets.reduce((sum, { failed }) => sum + failed, 0)).toBe(2 * count);
    expect(buckets[0]?.at).toBe("point 0");
  });

  it("are none without points", () => {
    expect(bucketsOf([], 1)).toEqual([]);
  });
});

describe("the advice about a failure", () => {
  it.each([
    ["dns", "advice.dns"],
    ["timeout-dns", "advice.dns"],
    ["timeout-connect", "advice.connect"],
    ["timeout-tls", "advice.timeout"],
    ["timeout-headers", "advice.timeout"],
    ["too-slow", "advice.timeout"],
    ["http-301", "advice.redirect"],
    ["http-401", "advice.refused"],
    ["http-404", "advice.notFound"],
    ["http-418", "advice.other"],
    ["http-503", "advice.server"],
    ["of-tomorrow", "advice.other"],
  ])("%s is %s", (failure, advice) => {
    expect(failureAdvice(failure)).toBe(advice);
    expect(en).toHaveProperty([advice]);
  });
});

describe("an act on several things", () => {
  it("goes on after failures, and has at most four under way", async () => {
    let [underWay, most] = [0, 0];
    const results: string[] = [];
    const act = async (id: string) => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay -= 1;
      if (id === "3") throw new Error("no");
    };
    await runEach(["1", "2", "3", "4", "5", "6"], act, ({ id, error }) => results.push(error ? `${id} failed` : id));
    expect(most).toBe(4);
    expect(results.toSorted()).toEqual(["1", "2", "3 failed", "4", "5", "6"]);
  });
});

it("the address of a replay leaves out states that can't be sent again", () => {
  expect(recoverPath("sub_1", { state: "exhausted,retrying,held", type: "a.b", since: "2026-01-01T00:00:00Z" })).toBe(
    "/endpoints/sub_1/recover?since=2026-01-01T00%3A00%3A00Z&states=exhausted%2Cheld&types=a.b",
  );
  expect(recoverPath("sub_1", { state: "retrying" })).toBe("/endpoints/sub_1/recover");
});
