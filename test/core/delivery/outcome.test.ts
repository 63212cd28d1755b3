import { describe, expect, it } from "vitest";
import { askedPauseSeconds, heldAfter, judge, type SendResult } from "../../../lib/core/delivery/outcome.ts";
import { DEFAULT_RETRY_WAITS } from "../../../lib/core/delivery/retry.ts";

const policy = { maxRetries: 3, waits: DEFAULT_RETRY_WAITS, finalStatuses: [410] };
const answer = (result: Partial<SendResult>): SendResult => ({
  startedAtMs: 0,
  timings: { total: 1 },
  excerpt: "",
  ...result,
});
const outcome = (result: Partial<SendResult>, number = 1) => judge(answer(result), number, policy, 0, 0.5);

describe("what an attempt means", () => {
  it.each([200, 201, 202, 204, 299])("%i is delivered", (status) => {
    expect(outcome({ status })).toEqual({ state: "delivered", waitSeconds: 0 });
  });

  it.each([100, 199, 300, 301, 307, 400, 401, 404, 429, 500, 503])("%i is retried", (status) => {
    expect(outcome({ status })).toEqual({ state: "retrying", failure: `http-${status}`, waitSeconds: 30 });
  });

  it.each(["dns", "connect", "tls", "timeout-headers", "blocked-address", "protocol"] as const)(
    "%s is retried",
    (failure) => {
      expect(outcome({ failure })).toEqual({ state: "retrying", failure, waitSeconds: 30 });
    },
  );

  it("a result with neither a status nor a failure is a failure", () => {
    expect(outcome({})).toEqual({ state: "retrying", failure: "protocol", waitSeconds: 30 });
  });

  it("an answer that doesn't end in time is a failure, whatever its status", () => {
    expect(outcome({ status: 200, failure: "too-slow" }).failure).toBe("too-slow");
  });

  it("the last attempt exhausts the delivery", () => {
    expect(outcome({ status: 500 }, 4)).toEqual({ state: "exhausted", failure: "http-500", waitSeconds: 0 });
  });

  it("a receiver that is gone gets no second attempt", () => {
    expect(outcome({ status: 410 }).state).toBe("exhausted");
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 529])("Retry-After counts with %i", (status) => {
    expect(outcome({ status, retryAfter: "100" }).waitSeconds).toBe(100);
    expect(outcome({ status, retryAfter: "99.5" }).waitSeconds).toBe(100);
  });

  it.each([301, 400, 404, 422, 501])("Retry-After does not count with %i", (status) => {
    expect(outcome({ status, retryAfter: "100" }).waitSeconds).toBe(30);
  });
});

describe("a receiver asks for a pause", () => {
  it.each<[string, Partial<SendResult>, number | undefined]>([
    ["of a minute with a 429 that names no time", { status: 429 }, 60],
    ["of its time with a 429", { status: 429, retryAfter: "7" }, 7],
    ["until a date", { status: 429, retryAfter: "Thu, 01 Jan 1970 00:02:00 GMT" }, 120],
    ["of an hour at most", { status: 429, retryAfter: "3601" }, 3600],
    ["of a minute with a time that is over", { status: 429, retryAfter: "0" }, 60],
    ["of a minute with a time that can't be read", { status: 503, retryAfter: "soon" }, 60],
    ["of its time with a 503", { status: 503, retryAfter: "7" }, 7],
    ["not with a 503 that names no time", { status: 503 }, undefined],
    ["not with another status", { status: 500, retryAfter: "7" }, undefined],
    ["not with a success", { status: 200, retryAfter: "7" }, undefined],
    ["not without an answer", { failure: "connect" }, undefined],
  ])("%s", (_case, result, expected) => {
    expect(askedPauseSeconds(answer(result), 0)).toBe(expected);
  });
});

it("a delivery that is held keeps its failure, and doesn't wait", () => {
  const held = { state: "held", heldFor: "paused", failure: "http-429", waitSeconds: 0 };
  expect(heldAfter(outcome({ status: 429 }), "paused")).toEqual(held);
});
