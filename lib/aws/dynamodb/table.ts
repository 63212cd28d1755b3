/**
 * The table's attribute and index names. This file doesn't import the SDK, because the stack that creates the table
 * reads it too. `keys/` builds the keys, and `rows.ts`, `event-rows.ts` and `delivery-rows.ts` build the rows.
 *
 * | row                | pk                       | sk               |
 * |--------------------|--------------------------|------------------|
 * | tenant             | T#tenant                 | T                |
 * | API key            | T#tenant                 | K#key            |
 * | portal session     | T#tenant                 | P#session        |
 * | list of tenants    | TENANTS                  | createdAt#tenant |
 * | operator key       | OPERATOR                 | K#key            |
 * | ended admin keys   | OPERATOR                 | ADMIN            |
 * | key ring's job     | OPERATOR                 | KEY-RING         |
 * | console session    | CONSOLE#session          | S                |
 * | console link       | CONSOLE#link             | L                |
 * | catalog version    | V#0 … V#15               | V                |
 * | catalog entry      | CATALOG                  | kind#name        |
 * | subscription       | S#tenant                 | subscription     |
 * | its name and URL   | NAMES#0 … NAMES#3        | subscription     |
 * | event              | E#place#shard            | ULID             |
 * | event's data       | X#place#ULID             | D                |
 * | event's matches    | X#place#ULID             | M#0001 …         |
 * | event's late match | X#place#ULID             | N#subscription   |
 * | other recipient    | X#place#ULID             | R#subscription   |
 * | event's undecided  | X#place#ULID             | U#0001 …         |
 * | claim of an event  | C#place#claim            | C                |
 * | delivery           | L#subscription#shard     | event's ULID     |
 * | attempt            | A#subscription#ULID      | 0002 …           |
 * | dialect            | DIALECTS                 | name             |
 * | public keys        | P#subscription           | P                |
 * | secret's intent    | SECRETS                  | at#subscription  |
 * | idempotency key    | I#caller                 | SHA-256 of key   |
 * | latest POST        | Z#subscription           | Z                |
 * | filter problem     | Z#subscription           | F                |
 * | health             | Z#subscription           | H                |
 * | exhausted digest   | Z#subscription           | D                |
 * | our network        | NETWORK                  | N                |
 * | rate limit's slots | Z#subscription           | R                |
 * | ordered lane       | Q#subscription           | L#hash           |
 * | place in a lane    | Q#group                  | P#sequence       |
 * | replay             | R#place                  | replay           |
 * | replays' places    | R#place                  | ~                |
 * | dead letter        | DEAD                     | L#sentAt#message |
 * | redrive request    | DEAD                     | REDRIVE          |
 * | rejected event     | REJECTED                 | rej_ULID         |
 * | alert              | ALERTS                   | alr_ULID         |
 * | latest message     | ALERTS                   | ~                |
 * | tallies of a day   | Y#subscription           | D#2026-01-31     |
 * | tallies of an hour | Y#subscription           | H#2026-01-31T12  |
 *
 * A tenant's tallies are in Y#place, and the operator's in Y#. A place is `tenant~incarnation`. An event's data and matches are in its own row while they are small, and a
 * delivery's attempts are in its row while they fit. A delivery also has `statePk` (L#subscription#state#shard) unless it
 * is delivered. A health row also has `duePk` (DUE#0 … DUE#3) and `dueAt` if something is due, or if it is paused by hand.
 * These rows have them too: parked deliveries (PARKED#0 …), ordered lanes (LANES#0 …), digests with deliveries
 * (DIGESTS#0 …) and subscriptions that Posthorn has switched off (OFF, since `dueAt`). An
 * alert has them until all were told: it is in ALERTS#0 for machines and people, in ALERTS#1 for people alone, and in
 * ALERTS#2 for machines alone.
 */
export const PARTITION_KEY = "pk";
export const SORT_KEY = "sk";

/** The partition keys of deliveries begin so. The stream's function gets the changes of these rows. */
export const DELIVERY_PREFIX = "L#";

/** A row's primary key. */
export type RowKey = { pk: string; sk: string };

/**
 * Epoch seconds after which DynamoDB deletes a row. Deletion can take a few days, so reads ignore expired rows
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html).
 */
export const TTL_ATTRIBUTE = "expiresAt";

/** A random token of the write that stored a row. Only rows that are put under a condition have it. */
export const PUT_TOKEN = "putToken";

/** An index. */
export interface TableIndex {
  name: string;
  partitionKey: string;
  /** Without one, the index sorts like the table does. */
  sortKey?: { name: string; type: "number" };
  projection: readonly string[];
}

/**
 * Deliveries by state. Most deliveries are `delivered`: they are left out of this index and don't pay for it.
 *
 * A list reads the rows of the table after those of the index. So the index has only what filters it, and a retry, which
 * changes neither state nor failure, writes nothing to it. The first failure pays one write unit, and each later change
 * of state pays two: one for the old place, and one for the new. A change of the failure alone pays one.
 *
 * An index can project 20 attributes, and a table's indexes 100 in total
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-globaltable-projection.html).
 */
export const STATE_INDEX = {
  name: "state",
  partitionKey: "statePk",
  projection: ["type", "failure"],
} as const satisfies TableIndex;

/**
 * The rows for which something is due, the longest overdue first: of endpoints, parked deliveries, ordered lanes,
 * digests and alerts. Also subscriptions that Posthorn has switched off. Other rows don't have its key, so they aren't in it. `dueAt` is in epoch milliseconds. The rows
 * of a kind spread over four partitions. Alerts have three, by who is still to be told. Each change of what is due pays
 * two write units: one for the old place, and one for the new.
 */
export const DUE_INDEX = {
  name: "due",
  partitionKey: "duePk",
  sortKey: { name: "dueAt", type: "number" },
  projection: ["tenantId", "subscriptionId"],
} as const satisfies TableIndex;

export const INDEXES: readonly TableIndex[] = [STATE_INDEX, DUE_INDEX];
