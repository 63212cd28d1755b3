import type { TableRow } from "./driver/table-access.ts";

/** DynamoDB charges a write for each KiB of a row: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
const WRITE_UNIT_BYTES = 1024;

/** The units that a write of a row takes. Knows no lists and maps. */
export const writeUnitsOf = (row: TableRow): number => Math.ceil(sizeOf(row) / WRITE_UNIT_BYTES);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const sizeOf = (row: TableRow): number =>
  Object.entries(row).reduce(
    (sum, [name, value]) => sum + (value === undefined ? 0 : name.length + valueSize(value)),
    0,
  );

function valueSize(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === "boolean") return 1;
  // A byte for each two digits, and another one.
  return typeof value === "number" ? Math.ceil(String(value).length / 2) + 1 : Buffer.byteLength(String(value));
}
