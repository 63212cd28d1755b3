import { describe, expect, it } from "vitest";
import { compareAndSwap } from "../../../lib/core/kit/compare-and-swap.ts";

/** A stored number that others increase before each of the first `rivals` writes. */
function store(value: number | undefined, rivals = 0) {
  let stored = value;
  let left = rivals;
  let reads = 0;
  return {
    swap: {
      read: async () => {
        reads++;
        return stored;
      },
      change: (current: number): number | undefined => current * 10,
      write: async (after: number, before: number) => {
        if (left-- > 0) stored = (stored ?? 0) + 1;
        if (stored !== before) return false;
        stored = after;
        return true;
      },
      conflict: () => new Error("kept changing"),
    },
    stored: () => stored,
    reads: () => reads,
  };
}

describe("compareAndSwap", () => {
  it("writes the changed state", async () => {
    const { swap, stored, reads } = store(1);
    expect(await compareAndSwap(swap, 3)).toBe(10);
    expect([stored(), reads()]).toEqual([10, 1]);
  });

  it("starts over from the state that others wrote in between", async () => {
    const { swap, stored } = store(1, 2);
    expect(await compareAndSwap(swap, 3)).toBe(30);
    expect(stored()).toBe(30);
  });

  it("gives up after the last try, and changes nothing", async () => {
    const { swap, stored } = store(1, 3);
    await expect(compareAndSwap(swap, 3)).rejects.toThrow("kept changing");
    expect(stored()).toBe(4);
  });

  it("reads nothing if the caller has the state", async () => {
    const { swap, reads } = store(1);
    expect(await compareAndSwap(swap, 1, 1)).toBe(10);
    expect(reads()).toBe(0);
  });

  it.each([
    ["the state is gone", store(undefined).swap],
    ["the change returns undefined", { ...store(1).swap, change: () => undefined }],
  ])("writes nothing when %s", async (_name, swap) => {
    expect(await compareAndSwap(swap, 3)).toBeUndefined();
  });
});
