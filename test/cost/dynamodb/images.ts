import type { WireItem } from "../../../lib/local/aws/dynamodb/wire-item.ts";

/** Keeps a copy of every item, to know what a write changes, and how large the items are that a read finds. */
export interface Images {
  get(table: string, key: WireItem): WireItem | undefined;
  set(table: string, key: WireItem, item: WireItem | undefined): void;
}

export function createImages(): Images {
  const items = new Map<string, WireItem>();
  const placeOf = (table: string, key: WireItem): string =>
    JSON.stringify([table, Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))]);

  return {
    get: (table, key) => items.get(placeOf(table, key)),
    set(table, key, item) {
      if (item) items.set(placeOf(table, key), item);
      else items.delete(placeOf(table, key));
    },
  };
}
