import type { Delivery } from "../../core/model.ts";

/**
 * The one table: its attribute and index names and the keys of each kind of row. Free of the SDK, because the
 * stack that creates the table reads the same names.
 *
 * | row             | pk                       | sk               | logPk, or headPk           | logSk                |
 * |-----------------|--------------------------|------------------|----------------------------|----------------------|
 * | tenant          | T#tenant                 | T                | TENANTS                    | createdAt#tenant     |
 * | API key         | T#tenant                 | K#key            |                            |                      |
 * | catalog version | V#0 … V#15               | V                |                            |                      |
 * | ‥ its entry     | CATALOG                  | kind#name        |                            |                      |
 * | subscription    | S#tenant                 | subscription     |                            |                      |
 * | event           | E#tenant#event           | E                | E#tenant#shard             | receivedAt#event     |
 * | ‥ its matches   | E#tenant#event           | M#0001 …         |                            |                      |
 * | delivery        | D#delivery               | D                | L#subscription#shard       | createdAt#delivery   |
 * | ‥ not delivered |                          |                  | statePk, failurePk         | (the same)           |
 * | attempt         | D#delivery               | A#0001 …         |                            |                      |
 * | dialect         | DIALECTS                 | name             |                            |                      |
 * | public keys     | P#subscription           | P                |                            |                      |
 * | idempotency key | I#caller                 | its SHA-256      |                            |                      |
 * | its latest POST | L#subscription           | STATUS           |                            |                      |
 * | replay          | R#tenant                 | replay           |                            |                      |
 * | ‥ its match     | E#tenant#event           | N#subscription   |                            |                      |
 * | dead letter     | DEAD                     | L#sentAt#message |                            |                      |
 * | ‥ redrive       | DEAD                     | REDRIVE          |                            |                      |
 */
export const PARTITION_KEY = "pk";
export const SORT_KEY = "sk";
export const LOG_SORT_KEY = "logSk";

/** An index of the log: all have the log's sort key, so that a place in one is a place in all. */
export interface LogIndex {
  name: string;
  partitionKey: string;
  projection: readonly string[];
}

/** Epoch seconds after which DynamoDB deletes a row; it may take days, so reads ignore rows that are past it. */
export const TTL_ATTRIBUTE = "expiresAt";

/**
 * What the indexes carry of a delivery besides keys: all of it, so that a list takes no second read. An index may
 * carry 20 attributes, a table's indexes 100 together
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
 * Of tenants and events what their lists show, and never an event's data, of which it would be a paid copy. Of the
 * tenant not the version, whose every bump would be a write to the index.
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

/** Deliveries by state; `delivered`, which most are, is not in it and so pays nothing for it. */
export const STATE_INDEX = { name: "state", partitionKey: "statePk", projection: DELIVERY_PROJECTION } as const;

/** Deliveries by what their last attempt failed of. */
export const FAILURE_INDEX = { name: "failure", partitionKey: "failurePk", projection: DELIVERY_PROJECTION } as const;

export const LOG_INDEXES: readonly LogIndex[] = [HEAD_INDEX, LOG_INDEX, STATE_INDEX, FAILURE_INDEX];

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

type HeadKey = { headPk: string; logSk: string };

const number4 = (n: number): string => String(n).padStart(4, "0");

export const tenantKey = (tenantId: string): RowKey => ({ pk: `T#${tenantId}`, sk: "T" });
export const API_KEY_PREFIX = "K#";
export const apiKeyKey = (tenantId: string, keyId: string): RowKey => ({
  pk: `T#${tenantId}`,
  sk: API_KEY_PREFIX + keyId,
});

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

export const publicKeysKey = (subscriptionId: string): RowKey => ({ pk: `P#${subscriptionId}`, sk: "P" });

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

export const TENANTS_PK = "TENANTS";
export const tenantLogKey = (tenant: { id: string; createdAt: string }): HeadKey => ({
  headPk: TENANTS_PK,
  logSk: `${tenant.createdAt}#${tenant.id}`,
});

export const eventLogKey = (event: { tenantId: string; id: string; receivedAt: string }): HeadKey => ({
  headPk: `E#${event.tenantId}#${shardOf(event.id)}`,
  logSk: eventLogSk(event),
});

/** All partitions of a tenant's events. */
export const eventLogPks = (tenantId: string): string[] => SHARDS.map((shard) => `E#${tenantId}#${shard}`);

/** Sorts by time; the id after it makes it unique, so that a page can begin after any row. */
export const eventLogSk = ({ id, receivedAt }: { id: string; receivedAt: string }): string => `${receivedAt}#${id}`;

type LoggedDelivery = Pick<Delivery, "id" | "subscriptionId" | "createdAt" | "state" | "failure">;

/** With its keys in the indexes by state and by failure: the row moves in them whenever it is written anew. */
export function deliveryLogKey({ id, subscriptionId, createdAt, state, failure }: LoggedDelivery) {
  const shard = shardOf(id);
  return {
    logPk: `L#${subscriptionId}#${shard}`,
    logSk: deliveryLogSk({ id, createdAt }),
    statePk: state === "delivered" ? undefined : `L#${subscriptionId}#${state}#${shard}`,
    failurePk: failure && `L#${subscriptionId}#${failure}#${shard}`,
  };
}

/** Sorts by time; the id after it makes it unique, so that a page can begin after any row. */
export const deliveryLogSk = ({ id, createdAt }: { id: string; createdAt: string }): string => `${createdAt}#${id}`;

/** All partitions of a subscription's log. */
export const deliveryLogPks = (subscriptionId: string): string[] =>
  SHARDS.map((shard) => `L#${subscriptionId}#${shard}`);

/** All partitions of a subscription's deliveries in these states, none of them `delivered`, or of this failure. */
export const deliveryIndexPks = (subscriptionId: string, kinds: readonly string[]): string[] =>
  kinds.flatMap((kind) => SHARDS.map((shard) => `L#${subscriptionId}#${kind}#${shard}`));

export const idempotencyRowKey = ({ caller, key }: { caller: string; key: string }): RowKey => ({
  pk: `I#${caller}`,
  sk: key,
});

/** By its id alone, which is unique over all tenants. */
export const statusKey = (subscriptionId: string): RowKey => ({ pk: `L#${subscriptionId}`, sk: "STATUS" });

export const replaysPk = (tenantId: string): string => `R#${tenantId}`;
export const replayKey = (tenantId: string, replayId: string): RowKey => ({ pk: replaysPk(tenantId), sk: replayId });

/** A match that an event has got later than when it came in, by a replay; it sorts after all others. */
export const laterMatchKey = (tenantId: string, eventId: string, subscriptionId: string): RowKey => ({
  pk: eventPk(tenantId, eventId),
  sk: LATER_MATCH_PREFIX + subscriptionId,
});
export const LATER_MATCH_PREFIX = "N#";

/** There are dead letters only while there is a fault of ours: one partition takes them all. */
export const DEAD_LETTERS_PK = "DEAD";
export const DEAD_LETTER_PREFIX = "L#";
export const deadLetterKey = ({ sentAt, messageId }: { sentAt: string; messageId: string }): RowKey => ({
  pk: DEAD_LETTERS_PK,
  sk: `${DEAD_LETTER_PREFIX}${sentAt}#${messageId}`,
});
export const redriveKey = (): RowKey => ({ pk: DEAD_LETTERS_PK, sk: "REDRIVE" });
