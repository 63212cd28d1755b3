import { describe, expect, it } from "vitest";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import { wasSlow } from "../../../lib/core/health/health.ts";

const resultOf = (total: number, fields: Partial<SendResult>): SendResult => ({
  startedAtMs: 0,
  excerpt: "",
  timings: { total },
  ...fields,
});

describe("a POST", () => {
  it.each<[string, boolean, number, Partial<SendResult>]>([
    ["with an answer just before 2 s", false, 1_999, { status: 200 }],
    ["with an answer after 2 s", true, 2_000, { status: 200 }],
    ["with a quick error", false, 5, { status: 503 }],
    ["that ran out of a short time limit", true, 1_000, { failure: "timeout-headers" }],
    ["that couldn't connect within a short time limit", true, 1_000, { failure: "timeout-connect" }],
    ["whose answer trickled", true, 1_000, { status: 200, failure: "too-slow" }],
    ["that was refused", false, 5, { failure: "connect" }],
    ["to a name that doesn't exist", false, 5, { failure: "dns" }],
  ])("%s: slow is %s", (_case, isSlow, total, fields) => {
    expect(wasSlow(resultOf(total, fields))).toBe(isSlow);
  });
});
