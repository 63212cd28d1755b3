import type { TableShape } from "./table-shape.ts";
import type { WireItem } from "./wire-item.ts";

/** A write to one item. */
export interface ItemWrite {
  table: string;
  key: WireItem;
  /** The item after the write. "unknown" if only the table knows it. */
  after: WireItem | undefined | "unknown";
  transactional: boolean;
  /** It is refused if the item exists. */
  inserts?: true;
  /** A condition check: the item stays as it is. */
  checkOnly?: boolean;
}

/** By table name. */
export type Shapes = ReadonlyMap<string, TableShape>;

/** The key of an item. A missing attribute is NULL, which no key can be. */
export function keyIn(item: WireItem, table: string, shapes: Shapes): WireItem {
  const shape = shapes.get(table);
  if (!shape) throw new Error(`nothing is known of the table ${table}`);
  return Object.fromEntries(shape.keys.map((name) => [name, item[name] ?? { NULL: true }]));
}
