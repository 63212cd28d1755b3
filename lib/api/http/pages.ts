import * as z from "zod/mini";
import type { Page, PageRequest } from "../../core/kit/pages.ts";

const LIMIT = "must be from 1 to 250";

/** The query string of a list. */
export const pageSchema = z.strictObject({
  limit: z._default(
    z.coerce.number<string>().check(z.int("must be an integer"), z.gte(1, LIMIT), z.lte(250, LIMIT)),
    50,
  ),
  after: z.optional(z.string().check(z.minLength(1, "must not be empty"))),
});

/** A page as the API shows it. `next` is null on the last page. */
export const pageView = <T, V>({ items, next }: Page<T>, view: (item: T) => V) => ({
  data: items.map(view),
  next: next ?? null,
});

/** Cuts a page out of a complete list that is sorted by `id`. */
export function slicePage<T>(all: T[], id: (item: T) => string, { limit, after }: PageRequest): Page<T> {
  const start = after === undefined ? 0 : all.findIndex((item) => id(item) > after);
  if (start < 0) return { items: [] };
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  return { items, next: last && start + limit < all.length ? id(last) : undefined };
}
