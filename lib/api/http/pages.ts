import * as z from "zod/mini";
import type { Page, PageRequest } from "../../core/kit/pages.ts";
import { checked } from "./schema.ts";

const LIMIT = "must be from 1 to 250";

/** What the query string of a list may say. */
export const pageSchema = z.strictObject({
  limit: z._default(
    z.coerce.number<string>().check(z.int("must be a whole number"), z.gte(1, LIMIT), z.lte(250, LIMIT)),
    50,
  ),
  after: z.optional(z.string().check(z.minLength(1, "must not be empty"))),
});

/** The page that a list's query string asks for. Refused with 422. */
export const readPage = (query: Record<string, string | undefined> | undefined): PageRequest =>
  checked(pageSchema, query ?? {});

/** A page as the API shows it; `next` is null on the last one. */
export const pageView = <T, V>({ items, next }: Page<T>, view: (item: T) => V) => ({
  data: items.map(view),
  next: next ?? null,
});

/** A page of a list that is at hand as a whole, in the order of `id`. */
export function slicePage<T>(all: T[], id: (item: T) => string, { limit, after }: PageRequest): Page<T> {
  const start = after === undefined ? 0 : all.findIndex((item) => id(item) > after);
  if (start < 0) return { items: [] };
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  return { items, next: last && start + limit < all.length ? id(last) : undefined };
}
