import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSandboxPool } from "../../../lib/local/functions/sandbox-pool.ts";
import type { PlacedSandbox } from "../../../lib/local/functions/sandbox-threads.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Setup {
  limit?: number;
  waitsForOthers?: () => boolean;
  started?: Promise<void>;
}

function setup({ limit = 100, waitsForOthers = () => true, started }: Setup = {}) {
  const ended = vi.fn(async () => undefined);
  const start = vi.fn(async (): Promise<PlacedSandbox> => {
    await started;
    return { invoke: async () => "null", waitsForOthers, dead: () => false, stop: ended, isShared: false };
  });
  const pool = createSandboxPool({ start, limit });
  return { start, ended, pool, use: pool.use };
}

test("no sandbox starts before the first use, and later uses share one", async () => {
  const { start, use } = setup();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(start).toHaveBeenCalledTimes(0);
  for (const answer of ["a", "b"]) expect(await use(async () => answer)).toBe(answer);
  expect(start).toHaveBeenCalledTimes(1);
});

test("one of the sandboxes that are no longer needed stays", async () => {
  const { start, ended, use } = setup();
  const ends = Promise.withResolvers<void>();
  const uses = Promise.all(Array.from({ length: 3 }, () => use(() => ends.promise)));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(start).toHaveBeenCalledTimes(3);
  ends.resolve();
  await uses;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ended).toHaveBeenCalledTimes(2);
});

test.each([
  [1_000, 256],
  [3, 3],
])(
  "waiting invocations of a function with a limit of %d get %d sandboxes, however busy the machine is",
  async (limit, most) => {
    const { start, use } = setup({ limit });
    for (let n = 0; n < 300; n++) void use(() => new Promise(() => undefined)).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(start).toHaveBeenCalledTimes(most);
  },
);

test("short invocations that don't wait for slow receivers get one more sandbox, and no third", async () => {
  const { start, use } = setup({ waitsForOthers: () => false });
  for (let n = 0; n < 400; n++) void use(() => new Promise<void>((resolve) => setTimeout(resolve, 100)));
  await vi.advanceTimersByTimeAsync(15_000);
  expect(start).toHaveBeenCalledTimes(2);
});

test("long invocations that don't wait for slow receivers get more sandboxes slowly", async () => {
  const { start, use } = setup({ waitsForOthers: () => false });
  for (let n = 0; n < 40; n++) void use(() => new Promise(() => undefined)).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(400);
  expect(start).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(start.mock.calls.length).toBeGreaterThan(3);
  expect(start.mock.calls.length).toBeLessThan(7);
});

test("once most sandboxes wait for slow receivers, more of them start", async () => {
  let waits = false;
  const { start, use } = setup({ waitsForOthers: () => waits });
  for (let n = 0; n < 40; n++) void use(() => new Promise(() => undefined)).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  waits = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(start.mock.calls.length).toBeGreaterThan(2);
});

test("stopping waits for the end of a sandbox that was starting", async () => {
  const started = Promise.withResolvers<void>();
  const { ended, pool } = setup({ started: started.promise });
  const used = pool.use(async () => "answer");
  const stopped = pool.stop();
  await expect(used).rejects.toThrow("the function was stopped");
  const hasEnded = Promise.withResolvers<undefined>();
  ended.mockImplementation(() => hasEnded.promise);
  let isStopped = false;
  void stopped.then(() => (isStopped = true));
  started.resolve();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([ended.mock.calls.length, isStopped]).toEqual([1, false]);
  hasEnded.resolve(undefined);
  await stopped;
});
