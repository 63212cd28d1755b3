import { describe, expect, test } from "vitest";
import { type Model, playLanes } from "./lanes-model.ts";

const HANGING: [string, Model["hanging"]][] = [
  ["5 events/s, 30 s limit", { rate: 5, limit: 30 }],
  ["50 events/s, 30 s limit", { rate: 50, limit: 30 }],
  ["a burst of 2,000, 30 s limit", { burst: 2_000, limit: 30 }],
  ["1 event/s, 300 s limit", { rate: 1, limit: 300 }],
];

describe.each(HANGING)("beside a hanging endpoint with %s", (_name, hanging) => {
  test("one lane makes healthy tenants wait", () => {
    expect(playLanes({ lanes: 1, concurrency: 50, warm: 50, hanging }).p99).toBeGreaterThan(15);
  });

  test("two lanes of 200 batches, 50 of them warm, hardly do", () => {
    expect(playLanes({ lanes: 2, concurrency: 200, warm: 50, hanging }).longest).toBeLessThanOrEqual(0.5);
  });
});

test("two lanes of 50 batches are not enough for a burst", () => {
  const hanging = { burst: 2_000, limit: 30 };
  expect(playLanes({ lanes: 2, concurrency: 50, warm: 50, hanging }).longest).toBeGreaterThan(20);
});
