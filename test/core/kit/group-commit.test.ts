import { describe, expect, it, vi } from "vitest";
import { groupCommit } from "../../../lib/core/kit/group-commit.ts";

const NEVER_MS = 60_000;

function recordingCommit() {
  const groups: number[][] = [];
  const commit = async (items: number[]) => {
    groups.push(items);
    return items.map((item) => item * 10);
  };
  return { groups, commit };
}

describe("a group commit", () => {
  it("writes once when every producer has added, and gives each its own result", async () => {
    const { groups, commit } = recordingCommit();
    const group = groupCommit(3, NEVER_MS, commit);
    expect(await Promise.all([group.add(1), group.add(2), group.add(3)])).toEqual([10, 20, 30]);
    expect(groups).toEqual([[1, 2, 3]]);
  });

  it("does not wait for a producer that has left", async () => {
    const { groups, commit } = recordingCommit();
    const group = groupCommit(2, NEVER_MS, commit);
    const added = group.add(1);
    group.leave();
    expect(await added).toBe(10);
    expect(groups).toEqual([[1]]);
  });

  it("does not hold items back for a slow producer", async () => {
    vi.useFakeTimers();
    const { groups, commit } = recordingCommit();
    const group = groupCommit(2, 20, commit);
    const added = group.add(1);
    await vi.advanceTimersByTimeAsync(20);
    expect(await added).toBe(10);
    vi.useRealTimers();
    expect(await group.add(2)).toBe(20);
    expect(groups).toEqual([[1], [2]]);
  });

  it("tells every producer of a failed write", async () => {
    const group = groupCommit(2, NEVER_MS, async () => Promise.reject(new Error("down")));
    const outcomes = await Promise.allSettled([group.add(1), group.add(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("rejects an item that the write gave no result for", async () => {
    const group = groupCommit<number, number>(2, NEVER_MS, async () => [1]);
    const outcomes = await Promise.allSettled([group.add(1), group.add(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
});
