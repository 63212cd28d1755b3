import type { RowKey } from "../table.ts";

export const idempotencyPk = (caller: string): string => `I#${caller}`;
export const idempotencyRowKey = ({ caller, key }: { caller: string; key: string }): RowKey => ({
  pk: idempotencyPk(caller),
  sk: key,
});
