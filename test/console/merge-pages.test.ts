import { describe, expect, it } from "vitest";
import { mergedPage, newestOf } from "../../lib/console/client/merge-pages.ts";

interface Item {
  id: string;
  at: string;
  state?: string;
}

const item = (n: number, state?: string): Item => ({
  id: `i${n}`,
  at: `2026-01-01T00:00:${String(n).padStart(2, "0")}Z`,
  ...(state && { state }),
});
const newestFirst = (...ns: number[]) => ns.map((n) => item(n));
const list = { idOf: ({ id }: Item) => id, timeOf: ({ at }: Item) => at };

describe("a page of a list, read again", () => {
  it.each([
    ["shows changes", newestFirst(3, 2, 1), [item(3), item(2, "done"), item(1)], [item(3), item(2, "done"), item(1)]],
    ["loses what left the list", newestFirst(3, 2, 1), newestFirst(3, 1), newestFirst(3, 1)],
    ["gets what came into it", newestFirst(3, 1), newestFirst(3, 2, 1), newestFirst(3, 2, 1)],
    ["keeps what is older than all that was read", newestFirst(4, 2, 1), newestFirst(4, 3), newestFirst(4, 3, 2, 1)],
    ["stays if nothing was read", newestFirst(2, 1), [], newestFirst(2, 1)],
  ])("%s", (_name, before, fresh, after) => {
    expect(mergedPage(before, fresh, list)).toEqual(after);
  });
});

describe("the newest items of a list", () => {
  const known = new Set(["i1", "i2"]);

  it.each([
    ["are those before the known ones", newestFirst(4, 3, 2, 1), newestFirst(4, 3), newestFirst(2, 1), true],
    ["are none", newestFirst(2, 1), [], newestFirst(2, 1), true],
    ["may have others behind them", newestFirst(9, 8), newestFirst(9, 8), [], false],
  ])("%s", (_name, fresh, newer, rest, adjacent) => {
    expect(newestOf(known, fresh, list)).toEqual({ newer, rest, adjacent });
  });

  it("of an empty list are all", () => {
    expect(newestOf(new Set(), newestFirst(1), list)).toEqual({ newer: newestFirst(1), rest: [], adjacent: true });
  });
});
