import { expect, it, vi } from "vitest";
import { type Child, keepRunning } from "../../../../lib/local/aws/dynamodb/keep-running.ts";

/** A start function whose children end when the test says so. */
function children() {
  const ends: ((reason: string) => void)[] = [];
  const start = vi.fn(async (): Promise<Child> => {
    const { promise, resolve } = Promise.withResolvers<string>();
    ends.push(resolve);
    return { pid: ends.length, ended: promise, stop: async () => resolve("stopped") };
  });
  return { start, ends };
}

it("rejects when the first start fails", async () => {
  const start = () => Promise.reject(new Error("no binary"));
  await expect(keepRunning(start, () => undefined)).rejects.toThrow("no binary");
});

it("tries a failed restart again, and reports each failure", async () => {
  const { start, ends } = children();
  const lines: string[] = [];
  const kept = await keepRunning(start, (line) => void lines.push(line));
  start.mockRejectedValueOnce(new Error("the port is taken"));
  ends[0]?.("exit code 1");
  await vi.waitFor(() => expect(kept.pid()).toBe(2));
  await kept.running();
  expect(lines).toEqual(["ended unexpectedly (exit code 1): starting it again", "the port is taken"]);
});

it("does not start again what was stopped", async () => {
  const { start } = children();
  const report = vi.fn();
  const kept = await keepRunning(start, report);
  await kept.stop();
  await kept.running();
  expect(start).toHaveBeenCalledTimes(1);
  expect(report).not.toHaveBeenCalled();
});

it("stops while it waits for the next restart", async () => {
  const { start, ends } = children();
  const lines: string[] = [];
  const kept = await keepRunning(start, (line) => void lines.push(line));
  start.mockRejectedValue(new Error("the port is taken"));
  ends[0]?.("SIGKILL");
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(3));
  await kept.stop();
  const tries = start.mock.calls.length;
  await kept.running();
  expect(start).toHaveBeenCalledTimes(tries);
});
