import { describe, expect, it } from "vitest";
import { newAllowance } from "../../../lib/core/matching/allowance.ts";
import { evaluations } from "../../../lib/core/matching/evaluation.ts";
import { evaluateUntimed } from "../../../lib/core/matching/untimed-evaluation.ts";
import { FILTER_SAMPLES, SAMPLE_EVENTS, SAMPLE_SUBSCRIPTION } from "../../support/filter-samples.ts";

describe("a condition without a time limit", () => {
  const evaluationOf = evaluations();

  it.each(FILTER_SAMPLES)("is met when it is with one: %s", (filter) => {
    for (const event of SAMPLE_EVENTS) {
      const expected = evaluationOf(event, newAllowance())(filter, SAMPLE_SUBSCRIPTION);
      expect(evaluateUntimed(filter, event, SAMPLE_SUBSCRIPTION), event.data).toEqual(expected);
    }
  });

  it("has samples that are met, unmet and fail", () => {
    const results = FILTER_SAMPLES.flatMap((filter) =>
      SAMPLE_EVENTS.map((event) => evaluateUntimed(filter, event, SAMPLE_SUBSCRIPTION)),
    );
    const count = (is: (result: (typeof results)[number]) => boolean) => results.filter(is).length;
    expect(count(({ met }) => met)).toBeGreaterThan(20);
    expect(count(({ met, reason }) => !met && reason === undefined)).toBeGreaterThan(20);
    expect(count(({ reason }) => reason !== undefined)).toBeGreaterThan(20);
  });
});
