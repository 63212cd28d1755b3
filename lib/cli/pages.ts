import type { Api, ApiRequest } from "./api-client.ts";
import { failed } from "./errors.ts";
import type { Row } from "./output/api-object.ts";

export interface Page<T> {
  /** As it came. */
  text: string;
  rows: T[];
  /** What to go on after; none on the last page. */
  next: string | undefined;
}

export const LARGEST_PAGE = 250;

/** The pages of a list, one after the other, as they are asked for. */
export async function* pages<T = Row>(
  call: Api,
  route: string,
  { query, ...request }: ApiRequest,
): AsyncGenerator<Page<T>, void> {
  let { after } = query ?? {};
  for (;;) {
    const { text } = await call(route, { ...request, query: { ...query, after } });
    const { data, next } = JSON.parse(text) as { data: T[]; next?: string | null };
    // Or it would go on for ever.
    if (next && next === after) throw failed(`the list does not go on after ${next}`);
    yield { text, rows: data, next: next ?? undefined };
    if (!next) return;
    after = next;
  }
}
