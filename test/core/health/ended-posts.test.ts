import { describe, expect, it } from "vitest";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import { latestFailure, tallyOf } from "../../../lib/core/health/ended-posts.ts";
import type { Tally } from "../../../lib/core/health/evidence.ts";
import { NO_POSTS, postOf } from "../../support/health.ts";

const FAILED = { failures: 1, failedDeliveries: ["dlv_1"] };

describe("the tally of a POST", () => {
  it.each<[string, Partial<SendResult>, Partial<Tally>]>([
    ["200", { status: 200 }, { successes: 1, answers: 1 }],
    ["a slow 200", { status: 200, timings: { total: 2_000 } }, { successes: 1, answers: 1, slow: "answered" }],
    ["404", { status: 404 }, { ...FAILED, answers: 1 }],
    ["a slow 500", { status: 500, timings: { total: 9_000 } }, { ...FAILED, answers: 1, slow: "answered" }],
    ["503 with Retry-After", { status: 503, retryAfter: "9" }, { ...FAILED, answers: 1 }],
    ["429", { status: 429 }, { answers: 1 }],
    ["a refused connection", { failure: "connect" }, FAILED],
    ["a connection that was reset late", { failure: "protocol", timings: { total: 9_000 } }, FAILED],
    ["an address that is blocked", { failure: "blocked-address" }, FAILED],
    ["a time-out", { failure: "timeout-headers" }, { ...FAILED, timeOuts: 1, slow: "timed-out" }],
    ["an answer that trickles", { status: 200, failure: "too-slow" }, { ...FAILED, timeOuts: 1, slow: "timed-out" }],
  ])("with %s", (_case, result, expected) => {
    expect(tallyOf([postOf(result)])).toEqual({ ...NO_POSTS, slow: undefined, ...expected });
  });

  it("that was counted while it hung has no further time-out", () => {
    const tally = tallyOf([postOf({ failure: "timeout-headers" }, { wasCounted: true })]);
    expect(tally).toMatchObject({ failures: 1, timeOuts: 0, slow: "timed-out" });
  });
});

it("the tally of a batch adds up, and names each delivery once", () => {
  const slow = { timings: { total: 5_000 } };
  const posts = [
    postOf({ status: 500 }),
    postOf({ failure: "timeout-dns" }),
    postOf({ status: 200, ...slow }, { deliveryId: "dlv_2" }),
  ];
  const counts = { successes: 1, failures: 2, answers: 2, timeOuts: 1 };
  expect(tallyOf(posts)).toEqual({ ...counts, slow: "answered", failedDeliveries: ["dlv_1"] });
});

it("the latest failure is one that counts", () => {
  expect(latestFailure([postOf({ status: 500 }), postOf({ failure: "dns" }), postOf({ status: 429 })])).toBe("dns");
  expect(latestFailure([postOf({ status: 200 })])).toBeUndefined();
});
