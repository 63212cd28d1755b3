import { describe, expect, it } from "vitest";
import { exhaustedInRun, exhaustedRunsBefore } from "../../../lib/core/delivery/exhausted-runs.ts";
import type { ExhaustedRun } from "../../../lib/core/model/delivery.ts";
import { deliveryInState, STATES, taskOfRun } from "../../support/delivery-states.ts";

const UPDATED = "2026-01-02T00:00:00.000Z";
const runOf = (run: number): ExhaustedRun => ({ run, attempts: 4 * (run + 1), updatedAt: UPDATED });
const fields = { run: 2, attempts: 12, updatedAt: UPDATED };

describe("the exhausted runs that a row keeps", () => {
  it.each(STATES)("include a run that ends %s only if it is exhausted, and a later one begins", (state) => {
    const row = deliveryInState(state, { ...fields, exhaustedRuns: [runOf(0)] });
    expect(exhaustedRunsBefore(row, 2)).toEqual([runOf(0)]);
    expect(exhaustedRunsBefore(row, 3)).toEqual(state === "exhausted" ? [runOf(0), runOf(2)] : [runOf(0)]);
  });

  it("have how the run ended", () => {
    const end = { lastStatus: 503, failure: "http-503" as const };
    const row = deliveryInState("exhausted", { ...fields, ...end });
    expect(exhaustedRunsBefore(row, 3)).toEqual([{ ...runOf(2), ...end }]);
  });

  it("are the latest ten", () => {
    const exhaustedRuns = Array.from({ length: 10 }, (_, run) => runOf(run));
    const row = deliveryInState("exhausted", { ...fields, run: 10, attempts: 44, exhaustedRuns });
    expect(exhaustedRunsBefore(row, 11)).toEqual([...exhaustedRuns.slice(1), runOf(10)]);
  });

  it("are none without a row", () => {
    expect(exhaustedRunsBefore(undefined, 1)).toBeUndefined();
  });
});

describe("the end of a stale message's run", () => {
  const row = deliveryInState("retrying", { ...fields, run: 3, exhaustedRuns: [runOf(0), runOf(2)] });

  it("is the delivery as it was then", () => {
    expect(exhaustedInRun(taskOfRun(2), row)).toEqual({
      ...row,
      ...runOf(2),
      state: "exhausted",
      nextAttemptAt: undefined,
    });
  });

  it.each([1, 3])("isn't known of run %i", (run) => {
    expect(exhaustedInRun(taskOfRun(run), row)).toBeUndefined();
    expect(exhaustedInRun(taskOfRun(run), undefined)).toBeUndefined();
  });
});
