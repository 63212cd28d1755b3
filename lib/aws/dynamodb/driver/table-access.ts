import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../../../core/clock.ts";
import { type RowKey, TTL_ATTRIBUTE } from "../table.ts";

/** What the driver needs to use the table. */
export interface TableAccess {
  client: DynamoDBDocumentClient;
  name: string;
  now: Clock;
}

/** A row as a read returns it. */
export type TableRow = RowKey & Record<string, unknown>;

/** A key as text, to compare keys and to use them in a `Map`. */
export const keyText = ({ pk, sk }: Record<string, unknown>): string => `${pk}\n${sk}`;

/** Is the row unexpired? DynamoDB can take a few days to delete an expired row. */
export function isLive(row: Record<string, unknown>, nowMs: number): boolean {
  const expiresAt = row[TTL_ATTRIBUTE];
  return typeof expiresAt !== "number" || expiresAt * 1000 > nowMs;
}
