import { describe, expect, it } from "vitest";
import { lru, memoized, memoizedAsync } from "../../../lib/core/kit/lru.ts";

const ASKED = ["a", "b", "a", "c", "a", "b"];
/** With room for two, `b` is dropped when `c` comes, and made again. */
const MADE = ["a", "b", "c", "b"];

describe("lru", () => {
  it("drops the least recently used entry", () => {
    const map = lru<number>(2);
    map.set("a", 1);
    map.set("b", 2);
    expect(map.get("a")).toBe(1);
    map.set("c", 3);
    expect(["a", "b", "c"].map((key) => map.get(key))).toEqual([1, undefined, 3]);
  });

  it("keeps one value for each key, and forgets deleted keys", () => {
    const map = lru<number>(2);
    for (const value of [1, 2, 3]) map.set("a", value);
    map.set("b", 4);
    expect(map.get("a")).toBe(3);
    map.delete("a");
    expect(map.get("a")).toBeUndefined();
    expect(map.get("b")).toBe(4);
  });
});

describe("memoized", () => {
  it("makes a value once while it is kept", () => {
    const made: string[] = [];
    const get = memoized(2, (key) => {
      made.push(key);
      return key.toUpperCase();
    });
    for (const key of ASKED) expect(get(key)).toBe(key.toUpperCase());
    expect(made).toEqual(MADE);
  });

  it("caches undefined too", () => {
    let calls = 0;
    const get = memoized(1, () => void calls++);
    get("a");
    get("a");
    expect(calls).toBe(1);
  });

  it("caches nothing when the value can't be made", () => {
    let calls = 0;
    const get = memoized(1, () => {
      if (calls++ === 0) throw new Error("not yet");
      return "made";
    });
    expect(() => get("a")).toThrow("not yet");
    expect(get("a")).toBe("made");
  });
});

describe("memoizedAsync", () => {
  it("drops the least recently used", async () => {
    const loads: string[] = [];
    const get = memoizedAsync(2, async (key) => {
      loads.push(key);
      return key.toUpperCase();
    });
    for (const key of ASKED) expect(await get(key)).toBe(key.toUpperCase());
    expect(loads).toEqual(MADE);
  });

  it("shares one call between concurrent callers, and forgets a failure", async () => {
    let calls = 0;
    const get = memoizedAsync(1, async () => {
      if (calls++ === 0) throw new Error("down");
      return "up";
    });
    const both = await Promise.allSettled([get("a"), get("a")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(calls).toBe(1);
    expect(await get("a")).toBe("up");
  });
});
