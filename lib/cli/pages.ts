import type { Api, RequestParts } from "./api-client.ts";
import { failed } from "./errors.ts";
import type { ApiObject } from "./output/api-object.ts";

export interface ListPage<T> {
  /** The API's answer, unchanged. */
  text: string;
  rows: T[];
  /** The `after` value of the next page. Undefined on the last page. */
  next: string | undefined;
}

export const LARGEST_PAGE = 250;

/** The pages of a list. Fetches each page when the caller asks for it. */
export async function* pages<T = ApiObject>(
  call: Api,
  route: string,
  { query, ...request }: RequestParts,
): AsyncGenerator<ListPage<T>, void> {
  let { after } = query ?? {};
  for (;;) {
    const { text } = await call(route, { ...request, query: { ...query, after } });
    const { data, next } = JSON.parse(text) as { data: T[]; next?: string | null };
    // Without this check, the loop would never end.
    if (next && next === after) throw failed(`the API returned the same next page twice: ${next}`);
    yield { text, rows: data, next: next ?? undefined };
    if (!next) return;
    after = next;
  }
}
