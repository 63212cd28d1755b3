import { describe, expect, it } from "vitest";
import { afterPosts } from "../../../lib/core/health/after-posts.ts";
import type { Breaker } from "../../../lib/core/health/breaker.ts";
import type { EndedPost } from "../../../lib/core/health/ended-posts.ts";
import { NO_EVIDENCE } from "../../../lib/core/health/evidence.ts";
import { breakerOf, healthOf, postOf } from "../../support/health.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00.000Z");
const OPENED_MS = NOW_MS - 60_000;

const KEY = { tenantId: "acme", subscriptionId: "sub_1" };
const won = (fields: Partial<EndedPost> = {}) => postOf({ status: 200 }, { endedAtMs: NOW_MS, ...fields });
const lost = (fields: Partial<EndedPost> = {}) => postOf({ status: 500 }, { endedAtMs: NOW_MS, ...fields });
const open = (fields: Partial<Breaker> = {}) =>
  healthOf({ breaker: breakerOf(OPENED_MS, { failedProbes: 2, ...fields }) });

describe("the standing after a batch", () => {
  it.each<[string, EndedPost[], Partial<Breaker>, Partial<Breaker> | undefined]>([
    ["a probe that succeeded", [won({ probe: 2 })], {}, { passed: 1 }],
    ["a probe that failed", [lost({ probe: 2 })], {}, { failedProbes: 3, passed: 0 }],
    [
      "probes that succeeded, and one that failed",
      [won({ probe: 2 }), lost({ probe: 2 })],
      { passed: 1 },
      { failedProbes: 3, passed: 0 },
    ],
    ["three probes of a trial", [1, 2, 3].map(() => won({ probe: 2 })), { passed: 1 }, { passed: 4 }],
    ["a late probe that failed", [lost({ probe: 1 })], {}, undefined],
    ["a late probe that succeeded", [won({ probe: 1 })], {}, { passed: 1 }],
    ["a late probe that succeeded during a trial", [won({ probe: 1 })], { passed: 1 }, undefined],
    ["other POSTs that succeeded: no more than one counts", [won(), won(), won()], {}, { passed: 1 }],
    ["other POSTs that succeeded during a trial", [won(), won()], { passed: 1 }, undefined],
    ["a POST that succeeded before it opened", [won({ endedAtMs: OPENED_MS })], {}, undefined],
    ["other POSTs that failed", [lost(), lost()], {}, undefined],
    ["a probe that got a 429", [postOf({ status: 429 }, { probe: 2 })], {}, undefined],
    ["no POST", [], {}, undefined],
  ])("with an open breaker: %s", (_case, posts, before, expected) => {
    const after = afterPosts(open(before), KEY, posts, NOW_MS, 0.5);
    if (expected) expect(after?.breaker).toMatchObject(expected);
    else expect(after).toBeUndefined();
  });

  it("closes the breaker with the last probe of a trial", () => {
    const after = afterPosts(open({ passed: 5 }), KEY, [won({ probe: 2 })], NOW_MS, 0.5);
    expect([after?.breaker, after?.release?.sinceMs]).toEqual([undefined, NOW_MS]);
  });

  it("opens it with the latest failure as its reason", () => {
    const health = healthOf({ evidence: { ...NO_EVIDENCE, timeOuts: 5 } });
    const after = afterPosts(health, KEY, [lost(), postOf({ failure: "timeout-tls" }), won()], NOW_MS, 0.5);
    expect(after?.breaker).toMatchObject({ cause: "time-outs", failure: "timeout-tls" });
    expect(afterPosts(health, KEY, [], NOW_MS, 0.5)?.breaker?.failure).toBeUndefined();
    expect(afterPosts(undefined, KEY, [lost()], NOW_MS, 0.5)).toBeUndefined();
  });
});
