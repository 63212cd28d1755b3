import { describe, expect, it } from "vitest";
import { remember } from "../../../lib/aws/secrets/remember.ts";

describe("remember", () => {
  it("drops the least recently used", async () => {
    const loads: string[] = [];
    const get = remember(2, async (key) => {
      loads.push(key);
      return key.toUpperCase();
    });
    for (const key of ["a", "b", "a", "c", "a", "b"]) expect(await get(key)).toBe(key.toUpperCase());
    expect(loads).toEqual(["a", "b", "c", "b"]);
  });
});
