import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../../../core/clock.ts";
import { type RowKey, TTL_ATTRIBUTE } from "../table.ts";

/** The table as the adapters use it. */
export interface Table {
  client: DynamoDBDocumentClient;
  name: string;
  /** Days that events, deliveries and attempts are kept. */
  retentionDays: number;
  now: Clock;
}

/** A row as it is read. */
export type Row = RowKey & Record<string, unknown>;

/** The TTL attribute of a row about something that happened then (ISO 8601). */
export const expiry = (table: Table, sinceIso: string): { [TTL_ATTRIBUTE]: number } => ({
  [TTL_ATTRIBUTE]: Math.floor(Date.parse(sinceIso) / 1000) + table.retentionDays * 86_400,
});

/** Is the row within its time? DynamoDB deletes it only some days later. */
export function isLive(row: Record<string, unknown>, nowMs: number): boolean {
  const expiresAt = row[TTL_ATTRIBUTE];
  return typeof expiresAt !== "number" || expiresAt * 1000 > nowMs;
}

/** A condition that there is no row, or but one that is past its time and not yet swept: reads don't see it. */
export const absent = (table: Table) => ({
  text: `(attribute_not_exists(pk) OR ${TTL_ATTRIBUTE} <= :nowSeconds)`,
  values: { ":nowSeconds": Math.floor(table.now() / 1000) },
});

/** The record in a row: all but the attributes that only the table needs. */
export function recordIn<T>(row: Record<string, unknown>): T {
  // Deleting them from a copy would make each later use of the record slow.
  const { pk: _pk, sk: _sk, [TTL_ATTRIBUTE]: _expiry, ...rest } = row;
  const { headPk: _headPk, logPk: _logPk, logSk: _logSk, statePk: _statePk, failurePk: _failurePk, ...record } = rest;
  return record as T;
}
