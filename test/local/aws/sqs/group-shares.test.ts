import { expect, onTestFinished, test, vi } from "vitest";
import { groupShares } from "../../../../lib/local/aws/sqs/group-shares.ts";

test.each([
  [1, 50],
  [10, 200],
  [300, 1_000],
])("messages in flight that take %d ms to count are counted every %d ms", (countMs, everyMs) => {
  let processMs = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => processMs);
  onTestFinished(() => clock.mockRestore());
  let nowMs = 1_000_000;
  let counts = 0;
  function count() {
    counts++;
    processMs += countMs;
    return [];
  }
  const shares = groupShares(count, 30, () => nowMs);
  for (const [passedMs, expected] of [
    [0, 1],
    [everyMs - 1, 1],
    [1, 2],
  ] as const) {
    nowMs += passedMs;
    shares.inFlight();
    expect(counts).toBe(expected);
  }
});
