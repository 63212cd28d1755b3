import * as z from "zod";
import type { Page, PageRequest } from "../core/ports.ts";
import { checked } from "./schema.ts";

const pageSchema = z.strictObject({
  limit: z.coerce.number<string>().int().min(1).max(250).default(50),
  after: z.string().min(1).optional(),
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
