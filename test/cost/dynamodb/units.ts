import { isDeepStrictEqual } from "node:util";
import type { IndexShape, TableShape } from "../../../lib/local/aws/dynamodb/table-shape.ts";
import type { WireItem } from "../../../lib/local/aws/dynamodb/wire-item.ts";
import { itemSize } from "./item-size.ts";

/**
 * Read and write units, by the rules of
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const WRITE_BYTES = 1024;
const READ_BYTES = 4096;

/** DynamoDB does a read or write of a transaction twice: it prepares it, then commits it. */
export const TRANSACTIONAL = 2;

/** Even a write that finds or leaves no item takes a unit. */
const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_BYTES));

/** Units of the table. A write counts with the larger size of the item before and after it. */
export const tableWriteUnits = (before: WireItem | undefined, after: WireItem | undefined): number =>
  writeUnits(Math.max(itemSize(before), itemSize(after)));

/** A write whose condition fails is paid by the size of the item that it leaves as it is. */
export const refusedWriteUnits = (existing: WireItem | undefined): number => tableWriteUnits(existing, existing);

/**
 * Units of the table's indexes
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes).
 * Indexes are updated after a transaction, so its factor doesn't apply to them
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html).
 */
export const indexWriteUnits = (
  { keys, indexes }: TableShape,
  before: WireItem | undefined,
  after: WireItem | undefined,
): number =>
  indexes.reduce(
    (units, index) => units + entryUnits(index, entryIn(index, keys, before), entryIn(index, keys, after)),
    0,
  );

/** A changed index key takes two writes: one deletes the old entry, and the other one puts the new entry. */
function entryUnits({ keys }: IndexShape, before: WireItem | undefined, after: WireItem | undefined): number {
  if (isDeepStrictEqual(before, after)) return 0;
  const keyChanges = before && after && keys.some((key) => !isDeepStrictEqual(before[key], after[key]));
  if (keyChanges) return writeUnits(itemSize(before)) + writeUnits(itemSize(after));
  return tableWriteUnits(before, after);
}

/** The entry of an item in an index. An item that lacks an attribute of the index's key has none. */
function entryIn({ keys, projected }: IndexShape, tableKeys: readonly string[], item: WireItem | undefined) {
  if (!item || keys.some((key) => !(key in item))) return undefined;
  if (projected === "ALL") return item;
  const names = new Set([...tableKeys, ...keys, ...projected]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

/** How a read is done. The default is eventually consistent, at half the price. */
export interface ReadMode {
  consistent?: boolean | undefined;
  transactional?: boolean;
}

/** Units of one read of so many bytes. Reading an item that does not exist takes as much as reading a small one. */
export const readUnits = (bytes: number, { consistent = false, transactional = false }: ReadMode): number =>
  Math.max(1, Math.ceil(bytes / READ_BYTES)) * (transactional ? TRANSACTIONAL : consistent ? 1 : 0.5);
