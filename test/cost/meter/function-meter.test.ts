import { describe, expect, it } from "vitest";
import { billedMs, countInvocation, gbSecondsOf } from "./function-meter.ts";
import { platformLogBytes } from "./platform-log.ts";
import { noUsage } from "./usage.ts";

describe("the billed duration", () => {
  it.each([
    ["is rounded up to a millisecond", { durationMs: 200.1, cpuMs: 0, memoryMb: 256 }, 201],
    ["stretches CPU time to the share of the memory", { durationMs: 200, cpuMs: 2, memoryMb: 256 }, 212],
    ["isn't stretched with a whole CPU", { durationMs: 200, cpuMs: 50, memoryMb: 1769 }, 200],
    ["doesn't shrink with more", { durationMs: 200, cpuMs: 50, memoryMb: 3008 }, 200],
  ])("%s", (_name, invocation, ms) => {
    expect(billedMs(invocation)).toBe(ms);
  });
});

it("GB-seconds count each invocation with the typical duration", () => {
  const usage = noUsage();
  for (const durationMs of [100, 100, 100, 4000]) {
    countInvocation(usage, { functionName: "deliver", memoryMb: 512, durationMs, cpuMs: 0, first: false });
  }
  expect(gbSecondsOf(usage.invocations.deliver ?? [])).toBeCloseTo(4 * 0.5 * 0.1);
});

describe("the lines that Lambda logs", () => {
  const invocation = { functionName: "deliver", memoryMb: 256, durationMs: 215.331, cpuMs: 3, first: false };
  const text = platformLogBytes(invocation);

  it("are three lines of text by default", () => {
    expect(text).toBeGreaterThan(250);
    expect(text).toBeLessThan(300);
  });

  it("are longer as JSON, and can be switched off there", () => {
    expect(platformLogBytes(invocation, { LogFormat: "JSON" })).toBeGreaterThan(text);
    expect(platformLogBytes(invocation, { LogFormat: "JSON", SystemLogLevel: "WARN" })).toBe(0);
    expect(platformLogBytes(invocation, { LogFormat: "Text" })).toBe(text);
  });
});
