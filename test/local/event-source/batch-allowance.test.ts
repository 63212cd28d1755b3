import { describe, expect, it } from "vitest";
import { AWS_LIMITS } from "../../../lib/local/aws-limits.ts";
import { batchAllowance } from "../../../lib/local/event-source/batch-allowance.ts";

describe("the batches that Lambda gives to a function at a time", () => {
  let nowMs = 0;
  const allowanceOf = (most: number) => batchAllowance(AWS_LIMITS, most, () => nowMs);

  function pass(seconds: number, see: () => void): void {
    for (let step = 0; step < seconds * 10; step++) {
      nowMs += 100;
      see();
    }
  }

  it("start at five, and grow by 300 a minute while all are busy", () => {
    const allowance = allowanceOf(1_000);
    expect(allowance.batches()).toBe(5);
    pass(60, () => allowance.see(allowance.batches()));
    expect(allowance.batches()).toBe(305);
  });

  it("never exceed the maximum concurrency", () => {
    const allowance = allowanceOf(50);
    pass(60, () => allowance.see(allowance.batches()));
    expect(allowance.batches()).toBe(50);
    expect(allowanceOf(2).batches()).toBe(2);
  });

  it("don't grow while one is idle", () => {
    const allowance = allowanceOf(50);
    pass(60, () => allowance.see(4));
    expect(allowance.batches()).toBe(5);
  });

  it("fall back to five after a minute of low traffic", () => {
    const allowance = allowanceOf(50);
    pass(60, () => allowance.see(allowance.batches()));
    pass(59, () => allowance.see(5));
    expect(allowance.batches()).toBe(50);
    pass(2, () => allowance.see(5));
    expect(allowance.batches()).toBe(5);
  });

  it("stay as long as more than the first five are busy from time to time", () => {
    const allowance = allowanceOf(50);
    pass(60, () => allowance.see(allowance.batches()));
    for (let minute = 0; minute < 3; minute++) {
      pass(50, () => allowance.see(0));
      allowance.see(6);
    }
    expect(allowance.batches()).toBe(50);
  });
});
