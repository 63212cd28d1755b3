import fc from "fast-check";
import type { SendResult } from "../../lib/core/delivery/outcome.ts";
import { type Breaker, opened } from "../../lib/core/health/breaker.ts";
import type { EndedPost } from "../../lib/core/health/ended-posts.ts";
import { NO_EVIDENCE, type Tally } from "../../lib/core/health/evidence.ts";
import type { Health } from "../../lib/core/health/health.ts";

/** What is known about an endpoint: nothing but the given fields. */
export const healthOf = (fields: Partial<Health> = {}): Health => ({
  version: 0,
  quickAnswers: 0,
  leases: {},
  evidence: NO_EVIDENCE,
  ...fields,
});

/** A breaker that opened at `nowMs`. */
export const breakerOf = (nowMs: number, fields: Partial<Breaker> = {}): Breaker => ({
  ...opened("time-outs", undefined, nowMs, 0.5),
  ...fields,
});

/** The tally of a batch without POSTs. */
export const NO_POSTS: Tally = { successes: 0, failures: 0, answers: 0, timeOuts: 0, failedDeliveries: [] };

/** Tallies that a batch can have. */
export const tallies: fc.Arbitrary<Tally> = fc
  .record({
    successes: fc.nat(5),
    failed: fc.array(fc.nat(9), { maxLength: 5 }),
    tooMany: fc.nat(2),
    hung: fc.nat(5),
    counted: fc.nat(5),
  })
  .map(({ successes, failed, tooMany, hung, counted }) => {
    const failures = failed.length;
    const timedOut = Math.min(hung, failures);
    const answers = successes + failures - timedOut + tooMany;
    const timeOuts = Math.max(timedOut - counted, 0);
    const slow = timedOut > 0 ? "timed-out" : undefined;
    return {
      successes,
      failures,
      answers,
      timeOuts,
      slow,
      failedDeliveries: [...new Set(failed)].map((n) => `dlv_${n}`),
    };
  });

export const postOf = (result: Partial<SendResult>, fields: Partial<EndedPost> = {}): EndedPost => ({
  deliveryId: "dlv_1",
  result: { startedAtMs: 0, timings: { total: 1 }, excerpt: "", ...result },
  endedAtMs: 0,
  wasCounted: false,
  ...fields,
});
