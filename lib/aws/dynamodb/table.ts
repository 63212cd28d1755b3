/**
 * The table's attribute and index names. This file doesn't import the SDK, because the stack that creates the table
 * reads it too. `keys.ts` builds the keys, and `rows.ts` builds the rows.
 *
 * | row                | pk                       | sk               | logPk or headPk      | logSk                |
 * |--------------------|--------------------------|------------------|----------------------|----------------------|
 * | tenant             | T#tenant                 | T                | TENANTS              | createdAt#tenant     |
 * | API key            | T#tenant                 | K#key            |                      |                      |
 * | operator key       | OPERATOR                 | K#key            |                      |                      |
 * | ended admin keys   | OPERATOR                 | ADMIN            |                      |                      |
 * | catalog version    | V#0 … V#15               | V                |                      |                      |
 * | catalog entry      | CATALOG                  | kind#name        |                      |                      |
 * | subscription       | S#tenant                 | subscription     |                      |                      |
 * | event              | E#tenant#event           | E                | E#tenant#shard       | receivedAt#event     |
 * | event's matches    | E#tenant#event           | M#0001 …         |                      |                      |
 * | event's late match | E#tenant#event           | N#subscription   |                      |                      |
 * | delivery           | D#delivery               | D                | L#subscription#shard | createdAt#delivery   |
 * | attempt            | D#delivery               | A#0001 …         |                      |                      |
 * | dialect            | DIALECTS                 | name             |                      |                      |
 * | public keys        | P#subscription           | P                |                      |                      |
 * | idempotency key    | I#caller                 | SHA-256 of key   |                      |                      |
 * | latest POST        | L#subscription           | STATUS           |                      |                      |
 * | replay             | R#tenant                 | replay           |                      |                      |
 * | dead letter        | DEAD                     | L#sentAt#message |                      |                      |
 * | redrive request    | DEAD                     | REDRIVE          |                      |                      |
 *
 * A delivery also has `statePk` (L#subscription#state#shard) unless it is delivered, and `failurePk`
 * (L#subscription#failure#shard) if its last attempt failed. Both indexes sort by `logSk`.
 */
export const PARTITION_KEY = "pk";
export const SORT_KEY = "sk";
export const LOG_SORT_KEY = "logSk";

/** A row's primary key. */
export type RowKey = { pk: string; sk: string };

/**
 * Epoch seconds after which DynamoDB deletes a row. Deletion can take a few days, so reads ignore expired rows
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html).
 */
export const TTL_ATTRIBUTE = "expiresAt";

/** An index of the log. All of them sort by `LOG_SORT_KEY`, so a position in one is a position in all. */
export interface LogIndex {
  name: string;
  partitionKey: string;
  projection: readonly string[];
}

/**
 * The attributes of a delivery that the indexes project besides the keys: all of them, so that a list needs no second
 * read. An index can project 20 attributes, and a table's indexes 100 in total
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-globaltable-projection.html).
 */
const DELIVERY_PROJECTION = [
  "id",
  "tenantId",
  "subscriptionId",
  "eventId",
  "type",
  "state",
  "attempts",
  "run",
  "attemptsBeforeRun",
  "trigger",
  "replayId",
  "createdAt",
  "updatedAt",
  "nextAttemptAt",
  "lastStatus",
  "latencyMs",
  "failure",
  "test",
  TTL_ATTRIBUTE,
] as const;

/**
 * The attributes that the lists of tenants and events show. An event's data is left out, because the index would store
 * a second copy of it. A tenant's version is left out, because each bump would also write to the index.
 */
export const HEAD_PROJECTION = [
  "id",
  "tenantId",
  "type",
  "name",
  "dialect",
  "occurredAt",
  "createdAt",
  "receivedAt",
  "updatedAt",
  "deliveries",
  "skipped",
  "contentErasedAt",
  "test",
  TTL_ATTRIBUTE,
] as const;

/** Tenants, and each tenant's events. */
export const HEAD_INDEX = { name: "heads", partitionKey: "headPk", projection: HEAD_PROJECTION } as const;

/** Each subscription's deliveries. */
export const LOG_INDEX = { name: "log", partitionKey: "logPk", projection: DELIVERY_PROJECTION } as const;

/** Deliveries by state. Most deliveries are `delivered`: they are left out of this index and don't pay for it. */
export const STATE_INDEX = { name: "state", partitionKey: "statePk", projection: DELIVERY_PROJECTION } as const;

/** Deliveries by the failure of their last attempt. */
export const FAILURE_INDEX = { name: "failure", partitionKey: "failurePk", projection: DELIVERY_PROJECTION } as const;

export const LOG_INDEXES: readonly LogIndex[] = [HEAD_INDEX, LOG_INDEX, STATE_INDEX, FAILURE_INDEX];
