import { type ListedItems, mergedPage, newestOf } from "./merge-pages.ts";
import { type PageReader, pageQuery } from "./read-pages.ts";
import type { CachedPages } from "./use-cached-pages.ts";

/** A list of the API, newest first, that changes while a page shows it. */
export interface ChangingList<T> extends ListedItems<T> {
  /** Identifies the list and its filters. */
  key: readonly unknown[];
  read: PageReader<T>;
  /** Whether the item will change soon. */
  isWaiting(item: T): boolean;
  /** Whether newer items may be shown at once: nobody reads the list's top now. */
  mayMove(): boolean;
}

/** Items that came into a list. */
export interface NewItems<T> {
  items: T[];
  /** There may be more. */
  andMore: boolean;
}

/** A look at a list that is shown. */
interface Look<T> {
  list: ChangingList<T>;
  cached: CachedPages<T>;
  /** Keeps the new items until somebody asks for them. Undefined: there are none. */
  hold(incoming: NewItems<T> | undefined): void;
  signal: AbortSignal;
}

/**
 * Reads the newest page of a list again, and the pages that have waiting items, and changes them where they differ.
 *
 * @param waiting the items in view that will change soon
 */
export async function lookForChanges<T>(look: Look<T>, waiting: readonly T[]): Promise<void> {
  const { idOf } = look.list;
  const wanted = new Set(waiting.map(idOf));
  const places = look.cached
    .pages()
    .flatMap((items, place) => (place > 0 && items.some((item) => wanted.has(idOf(item))) ? [place] : []));
  await Promise.all([lookAtNewest(look), ...places.map((place) => readAgain(look, place))]);
}

async function readAgain<T>({ list, cached, signal }: Look<T>, place: number): Promise<void> {
  const { data } = await list.read(pageQuery(cached.cursorOf(place)), signal);
  cached.change(place, (items) => mergedPage(items, data, list));
}

async function lookAtNewest<T>({ list, cached, hold, signal }: Look<T>): Promise<void> {
  const { data } = await list.read(pageQuery(undefined), signal);
  const known = new Set(cached.pages().flat().map(list.idOf));
  const { newer, rest, adjacent } = newestOf(known, data, list);
  if (rest.length > 0) cached.change(0, (items) => mergedPage(items, rest, list));
  const mayShow = adjacent && (known.size === 0 || list.mayMove());
  if (mayShow) cached.prepend(newer);
  hold(mayShow ? undefined : { items: newer, andMore: !adjacent });
}
