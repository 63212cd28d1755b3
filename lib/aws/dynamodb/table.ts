/**
 * The one table: its attribute and index names and the keys of each kind of row. Free of the SDK, because the
 * stack that creates the table reads the same names.
 *
 * | row             | pk                       | sk               | logPk                      | logSk                |
 * |-----------------|--------------------------|------------------|----------------------------|----------------------|
 * | tenant          | T#tenant                 | T                | TENANTS                    | createdAt#tenant     |
 * | API key         | T#tenant                 | K#key            |                            |                      |
 * | catalog version | V#0 … V#15               | V                |                            |                      |
 * | ‥ its entry     | CATALOG                  | kind#name        |                            |                      |
 * | subscription    | S#tenant                 | subscription     |                            |                      |
 * | event           | E#tenant#event           | E                | E#tenant#shard             | receivedAt#event     |
 * | ‥ its matches   | E#tenant#event           | M#0001 …         |                            |                      |
 * | delivery        | D#delivery               | D                | L#subscription#shard       | createdAt#delivery   |
 * | attempt         | D#delivery               | A#0001 …         |                            |                      |
 * | dialect         | DIALECTS                 | name             |                            |                      |
 */
export const PARTITION_KEY = "pk";
export const SORT_KEY = "sk";
export const LOG_INDEX = "log";
export const LOG_PARTITION_KEY = "logPk";
export const LOG_SORT_KEY = "logSk";

/** Epoch seconds after which DynamoDB deletes a row; it may take days, so reads ignore rows that are past it. */
export const TTL_ATTRIBUTE = "expiresAt";

/**
 * What the log index carries besides keys: enough to list deliveries, tenants and the heads of events without
 * a second read, and never an event's data, of which it would be a paid copy. Of the tenant not the version,
 * whose every bump would be a write to the index.
 */
export const LOG_PROJECTION = [
  "id",
  "tenantId",
  "subscriptionId",
  "eventId",
  "type",
  "state",
  "attempts",
  "createdAt",
  "updatedAt",
  "nextAttemptAt",
  "lastStatus",
  "failure",
  "name",
  "occurredAt",
  "receivedAt",
  "deliveries",
  "test",
  TTL_ATTRIBUTE,
] as const;

/**
 * A partition takes 1,000 writes a second, of an index too, and an index that can't keep up throttles the
 * table (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html). Rows
 * of the table spread by delivery and event id. In the index all deliveries of a busy subscription would be
 * one partition, so they are spread over four: 4,000 attempts a second for one subscription. A list reads all
 * four and merges. The number can't be changed while rows written under the old one live.
 */
const SHARDS = [0, 1, 2, 3] as const;

/** FNV-1a: spreads short ids evenly, and is the same in every process. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 16);
}

const shardOf = (id: string): number => hashOf(id) & (SHARDS.length - 1);

/** A row's primary key. */
export type RowKey = { pk: string; sk: string };

type LogKey = { logPk: string; logSk: string };

const number4 = (n: number): string => String(n).padStart(4, "0");

export const tenantKey = (tenantId: string): RowKey => ({ pk: `T#${tenantId}`, sk: "T" });
export const apiKeyKey = (tenantId: string, keyId: string): RowKey => ({ pk: `T#${tenantId}`, sk: `K#${keyId}` });

/**
 * The catalog's version is read with every event of every tenant, and a partition gives 3,000 strongly
 * consistent reads a second: so it is kept in sixteen rows, of which each tenant reads one.
 */
const CATALOG_VERSIONS = Array.from({ length: 16 }, (_, n) => n);
const catalogVersionKeyAt = (n: number): RowKey => ({ pk: `V#${n}`, sk: "V" });
export const catalogVersionKey = (tenantId: string): RowKey =>
  catalogVersionKeyAt(hashOf(tenantId) & (CATALOG_VERSIONS.length - 1));
export const catalogVersionKeys = (): RowKey[] => CATALOG_VERSIONS.map(catalogVersionKeyAt);

export const CATALOG_PK = "CATALOG";
export const catalogKey = ({ kind, name }: { kind: string; name: string }): RowKey => ({
  pk: CATALOG_PK,
  sk: `${kind}#${name}`,
});

export const DIALECTS_PK = "DIALECTS";
export const dialectKey = (name: string): RowKey => ({ pk: DIALECTS_PK, sk: name });

export const subscriptionsPk = (tenantId: string): string => `S#${tenantId}`;
export const subscriptionKey = (key: { tenantId: string; subscriptionId: string }): RowKey => ({
  pk: subscriptionsPk(key.tenantId),
  sk: key.subscriptionId,
});

export const eventPk = (tenantId: string, eventId: string): string => `E#${tenantId}#${eventId}`;
export const eventKey = (tenantId: string, eventId: string): RowKey => ({ pk: eventPk(tenantId, eventId), sk: "E" });
/** The `number`-th row, from 1, of matches that do not fit into the event's own. */
export const matchesKey = (tenantId: string, eventId: string, number: number): RowKey => ({
  pk: eventPk(tenantId, eventId),
  sk: `M#${number4(number)}`,
});

export const deliveryPk = (deliveryId: string): string => `D#${deliveryId}`;
export const deliveryKey = (deliveryId: string): RowKey => ({ pk: deliveryPk(deliveryId), sk: "D" });
export const ATTEMPT_PREFIX = "A#";
export const attemptKey = (deliveryId: string, number: number): RowKey => ({
  pk: deliveryPk(deliveryId),
  sk: ATTEMPT_PREFIX + number4(number),
});

export const tenantLogKey = (tenant: { id: string; createdAt: string }): LogKey => ({
  logPk: "TENANTS",
  logSk: `${tenant.createdAt}#${tenant.id}`,
});

export const eventLogKey = (event: { tenantId: string; id: string; receivedAt: string }): LogKey => ({
  logPk: `E#${event.tenantId}#${shardOf(event.id)}`,
  logSk: `${event.receivedAt}#${event.id}`,
});

export const deliveryLogKey = (delivery: { id: string; subscriptionId: string; createdAt: string }): LogKey => ({
  logPk: `L#${delivery.subscriptionId}#${shardOf(delivery.id)}`,
  logSk: deliveryLogSk(delivery),
});

/** Sorts by time; the id after it makes it unique, so that a page can begin after any row. */
export const deliveryLogSk = ({ id, createdAt }: { id: string; createdAt: string }): string => `${createdAt}#${id}`;

/** All partitions of a subscription's log. */
export const deliveryLogPks = (subscriptionId: string): string[] =>
  SHARDS.map((shard) => `L#${subscriptionId}#${shard}`);
