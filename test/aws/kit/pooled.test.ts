import { describe, expect, it } from "vitest";
import { pooled } from "../../../lib/aws/kit/pooled.ts";

describe("pooled", () => {
  it("processes every item, and at most the limit at a time", async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await pooled([1, 2, 3, 4, 5, 6, 7], 3, async (n) => {
      running++;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running--;
      done.push(n);
    });
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it("rejects with the error and starts no further items", async () => {
    const begun: number[] = [];
    const work = async (n: number) => {
      begun.push(n);
      await new Promise(setImmediate);
      if (n === 2) throw new Error("two");
    };
    await expect(pooled([1, 2, 3, 4, 5, 6], 2, work)).rejects.toThrow("two");
    expect(begun.length).toBeLessThan(6);
  });

  it("takes an item only when it can start", async () => {
    let taken = 0;
    let done = 0;
    function* items() {
      for (; taken < 20; taken++) yield taken;
    }
    await pooled(items(), 4, async () => {
      expect(taken - done).toBeLessThan(4);
      await new Promise(setImmediate);
      done++;
    });
    expect(done).toBe(20);
  });

  it("takes no further items after a rejection, and rejects when taking one fails", async () => {
    let taken = 0;
    function* items() {
      for (; taken < 20; taken++) yield taken;
    }
    const fail = () => Promise.reject(new Error("no"));
    await expect(pooled(items(), 2, fail)).rejects.toThrow("no");
    expect(taken).toBeLessThan(3);
    function* broken() {
      yield 1;
      throw new Error("broken");
    }
    await expect(pooled(broken(), 2, async () => undefined)).rejects.toThrow("broken");
  });
});
