import { describe, expect, it } from "vitest";
import { pageOfMatches } from "../../../lib/core/kit/page-of-matches.ts";
import type { PageRequest } from "../../../lib/core/kit/pages.ts";

/** A list of numbers, whose cursors are the numbers themselves. */
function listOf(count: number, matches: (item: number) => boolean) {
  const requests: PageRequest[] = [];
  const read = async (request: PageRequest) => {
    requests.push(request);
    const start = request.after === undefined ? 0 : Number(request.after) + 1;
    const items = Array.from({ length: Math.min(request.limit, count - start) }, (_, index) => start + index);
    const last = start + items.length - 1;
    return last < count - 1 ? { items, next: String(last) } : { items };
  };
  return { requests, list: { read, matches, cursorAfter: String } };
}

describe("a page of matches", () => {
  it("is full when there are enough, and continues after its last item", async () => {
    const { list } = listOf(100, (item) => item % 10 === 0);
    expect(await pageOfMatches(list, { limit: 3 })).toEqual({ items: [0, 10, 20], next: "20" });
    expect(await pageOfMatches(list, { limit: 3, after: "20" })).toEqual({ items: [30, 40, 50], next: "50" });
    expect(await pageOfMatches(list, { limit: 3, after: "60" })).toEqual({ items: [70, 80, 90] });
  });

  it("stops after 1,000 items, and says where it stopped", async () => {
    const { list, requests } = listOf(2_500, (item) => item === 2_400);
    expect(await pageOfMatches(list, { limit: 10 })).toEqual({ items: [], next: "999" });
    expect(requests).toHaveLength(4);
    expect(await pageOfMatches(list, { limit: 10, after: "1999" })).toEqual({ items: [2_400] });
  });

  it("shows each match once, whatever the page's size", async () => {
    for (const limit of [1, 2, 7, 250]) {
      const { list } = listOf(1_300, (item) => item % 97 === 5);
      const found: number[] = [];
      for (let after: string | undefined = ""; after !== undefined; ) {
        const page: { items: number[]; next?: string } = await pageOfMatches(list, { limit, ...(after && { after }) });
        found.push(...page.items);
        after = page.next;
      }
      expect(found).toEqual(Array.from({ length: 14 }, (_, index) => 5 + 97 * index));
    }
  });
});
