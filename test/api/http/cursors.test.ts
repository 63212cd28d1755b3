import { describe, expect, it } from "vitest";
import { type ApiList, memoryLists } from "../../support/memory/memory-lists.ts";
import { operations } from "../contract/support/document.ts";
import { parametersOf } from "../contract/support/paths.ts";

const lists = await memoryLists();

/** A stream's `next` also confirms deliveries, and is never null. */
const isStream = ({ route }: ApiList): boolean => route.endsWith("/stream");

it("every list of the OpenAPI document is in these tests", () => {
  const paged = operations.filter((documented) => parametersOf(documented, "query").includes("after"));
  // The two names of a route lead to the same code.
  const routes = paged.map(({ route }) => route.replace("/webhooks", "/subscriptions"));
  expect(new Set(lists.map(({ route }) => route))).toEqual(new Set(routes));
});

it("a cursor works in the list that returned it, and in no other", async () => {
  const ordinary = lists.filter((list) => !isStream(list));
  const cursors: string[] = [];
  for (const { name, read } of ordinary) {
    const { body } = await read({ limit: "1" });
    expect(body.next, name).toBeTruthy();
    cursors.push(body.next ?? "");
  }
  for (const [i, { name, read }] of ordinary.entries()) {
    for (const [j, after] of cursors.entries()) {
      const { status, body } = await read({ limit: "1", after });
      if (i === j) expect(body.data, name).toHaveLength(1);
      else expect([status, body.errors?.[0]?.path], `${name} with ${after}`).toEqual([422, "/after"]);
    }
  }
});

it("a cursor that somebody made too long for a key of the table is refused", async () => {
  for (const { name, read } of lists.filter((list) => !isStream(list))) {
    const tag = (await read({ limit: "1" })).body.next?.slice(0, 8) ?? "";
    const after = tag + Buffer.from("A".repeat(1_100)).toString("base64url");
    const { status, body } = await read({ limit: "1", after });
    expect([status, body.errors?.[0]?.path], name).toEqual([422, "/after"]);
  }
});

/** The places on each page of a list. */
async function pagesOf(list: ApiList, limit: number): Promise<(string | undefined)[][]> {
  const pages: (string | undefined)[][] = [];
  for (let after: string | null = ""; after !== null && pages.length < 200; ) {
    const { status, body } = await list.read({ limit: String(limit), ...(after && { after }) });
    expect(status, JSON.stringify(body)).toBe(200);
    if (isStream(list) && body.data.length === 0) break;
    pages.push(body.data.map(list.place));
    after = body.next;
  }
  return pages;
}

describe.each([250, 2, 1])("%i items at a time", (limit) => {
  // The next page of a stream confirms the deliveries of the page before it, so a stream can be walked only once.
  const walked = lists.filter((list) => !isStream(list) || limit === 2);

  it.each(walked)("$name shows each item once, in order", async (list) => {
    const pages = await pagesOf(list, limit);
    expect(pages.flat()).toEqual(list.expected);
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
  });
});
