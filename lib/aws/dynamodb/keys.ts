import { PipelineFault } from "../../core/errors.ts";
import { deliveryId, parseDeliveryId } from "../../core/ids.ts";
import type { Delivery, EventRef, Tenant, TenantRef } from "../../core/model.ts";
import type { LanePlace } from "../../core/ordered/lane-store.ts";
import { groupOf, type OrderedLane } from "../../core/ordered/ordered-lane.ts";
import type { SecretIntent } from "../../core/subscription/secret-intents.ts";
import type { Resolution, TallyScope } from "../../core/tally/sheets.ts";
import { hashOf, SHARDS, shardOf } from "./shards.ts";
import { DELIVERY_PREFIX, type RowKey } from "./table.ts";

/** The keys of each kind of row. */

const number4 = (n: number): string => String(n).padStart(4, "0");

const TENANT = { prefix: "T#", sk: "T" } as const;
export const API_KEY_PREFIX = "K#";

export const tenantKey = (tenantId: string): RowKey => ({ pk: TENANT.prefix + tenantId, sk: TENANT.sk });
/** The list of tenants has one partition, because an operator seldom creates a tenant or lists all of them. */
export const TENANTS_PK = "TENANTS";
export const tenantListKey = ({ id, createdAt }: Pick<Tenant, "id" | "createdAt">): RowKey => ({
  pk: TENANTS_PK,
  sk: `${createdAt}#${id}`,
});
export const isTenantKey = ({ pk, sk }: RowKey): boolean => sk === TENANT.sk && pk.startsWith(TENANT.prefix);

export const apiKeyKey = (tenantId: string, keyId: string): RowKey => ({
  pk: TENANT.prefix + tenantId,
  sk: API_KEY_PREFIX + keyId,
});
export const isApiKeyKey = ({ pk, sk }: RowKey): boolean =>
  sk.startsWith(API_KEY_PREFIX) && pk.startsWith(TENANT.prefix);

export const PORTAL_SESSION_PREFIX = "P#";
/** A session of the portal is beside its tenant's keys. */
export const portalSessionKey = (tenantId: string, sessionId: string): RowKey => ({
  pk: TENANT.prefix + tenantId,
  sk: PORTAL_SESSION_PREFIX + sessionId,
});
export const isPortalSessionKey = ({ pk, sk }: RowKey): boolean =>
  sk.startsWith(PORTAL_SESSION_PREFIX) && pk.startsWith(TENANT.prefix);

/**
 * The operator's keys share a partition, which serves 3,000 strongly consistent reads a second. API Gateway lets 1,000
 * requests a second pass.
 */
export const OPERATOR_PK = "OPERATOR";
const ADMIN_KEY_SK = "ADMIN";

export const operatorKeyKey = (keyId: string): RowKey => ({ pk: OPERATOR_PK, sk: API_KEY_PREFIX + keyId });
export const isOperatorKeyKey = ({ pk, sk }: RowKey): boolean => pk === OPERATOR_PK && sk.startsWith(API_KEY_PREFIX);

/** The row that says which admin keys no longer work. */
export const adminKeyKey = (): RowKey => ({ pk: OPERATOR_PK, sk: ADMIN_KEY_SK });
export const isAdminKeyKey = ({ pk, sk }: RowKey): boolean => pk === OPERATOR_PK && sk === ADMIN_KEY_SK;

const CONSOLE = { prefix: "CONSOLE#", session: "S", link: "L" } as const;

/** A session of the console has a partition of its own, because each of its requests reads it. */
export const consoleSessionKey = (id: string): RowKey => ({ pk: CONSOLE.prefix + id, sk: CONSOLE.session });
export const consoleLinkKey = (id: string): RowKey => ({ pk: CONSOLE.prefix + id, sk: CONSOLE.link });
export const isConsoleSessionKey = ({ pk, sk }: RowKey): boolean =>
  sk === CONSOLE.session && pk.startsWith(CONSOLE.prefix);

/** The operator's own branding of the portal. */
export const operatorBrandingKey = (): RowKey => ({ pk: OPERATOR_PK, sk: "BRANDING" });
/** A logo has a partition of its own, because only its id leads to it. */
export const portalLogoKey = (id: string): RowKey => ({ pk: `LOGO#${id}`, sk: "L" });

/** The row of the latest job on the key ring. */
export const keyRingJobKey = (): RowKey => ({ pk: OPERATOR_PK, sk: "KEY-RING" });

/**
 * Every event of every tenant reads the catalog's version, and a partition serves 3,000 strongly consistent reads a
 * second. So there are sixteen rows with the version, and each tenant reads one of them.
 */
const CATALOG_VERSIONS = Array.from({ length: 16 }, (_, n) => n);
const CATALOG_VERSION = { prefix: "V#", sk: "V" } as const;

const catalogVersionKeyAt = (n: number): RowKey => ({ pk: `${CATALOG_VERSION.prefix}${n}`, sk: CATALOG_VERSION.sk });
/** The row with the catalog's version that this tenant reads. */
export const catalogVersionKey = (tenantId: string): RowKey =>
  catalogVersionKeyAt(hashOf(tenantId) & (CATALOG_VERSIONS.length - 1));
export const catalogVersionKeys = (): RowKey[] => CATALOG_VERSIONS.map(catalogVersionKeyAt);
export const isCatalogVersionKey = ({ pk, sk }: RowKey): boolean =>
  sk === CATALOG_VERSION.sk && pk.startsWith(CATALOG_VERSION.prefix);

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

/** The deletions of tenants. One partition is enough for them, because an operator seldom deletes a tenant. */
export const TENANT_DELETIONS_PK = "DELETIONS";
export const tenantDeletionKey = (id: string): RowKey => ({ pk: TENANT_DELETIONS_PK, sk: id });

/** Subscriptions that are being created, and deleted ones. One partition is enough for them, because both are rare. */
export const SECRET_INTENTS_PK = "SECRETS";
export const secretIntentKey = ({ at, subscriptionId }: SecretIntent): RowKey => ({
  pk: SECRET_INTENTS_PK,
  sk: `${at}#${subscriptionId}`,
});

export const publicKeysKey = (subscriptionId: string): RowKey => ({ pk: `P#${subscriptionId}`, sk: "P" });

/**
 * A tenant's place in keys. The incarnation keeps apart tenants that had the same id one after the other: a new one
 * never sees rows of its predecessor. Tenant ids have no tilde.
 */
const placeOf = ({ tenantId, incarnation }: TenantRef): string => `${tenantId}~${incarnation}`;

export const brandingKey = (of: TenantRef): RowKey => ({ pk: `B#${placeOf(of)}`, sk: "B" });

/** The subscriptions that a tenant has deleted. */
export const deletedSubscriptionsPk = (of: TenantRef): string => `G#${placeOf(of)}`;
export const deletedSubscriptionKey = (of: TenantRef, subscriptionId: string): RowKey => ({
  pk: deletedSubscriptionsPk(of),
  sk: subscriptionId,
});

const eventShardPk = (of: TenantRef, shard: number): string => `E#${placeOf(of)}#${shard}`;
export const eventKey = (of: TenantRef, ulid: string): RowKey => ({ pk: eventShardPk(of, shardOf(ulid)), sk: ulid });
/** All partitions of a tenant's events. */
export const eventPks = (of: TenantRef): string[] => SHARDS.map((shard) => eventShardPk(of, shard));

const EVENT_DATA_SK = "D";
const MATCHES_PREFIX = "M#";
const LATER_DECISION_PREFIX = "N#";
const UNDECIDED_PREFIX = "U#";
const RECIPIENT_PREFIX = "R#";

/** The partition of the parts of an event that don't fit into its own row, or came later. */
export const eventPartsPk = ({ ulid, ...of }: EventRef): string => `X#${placeOf(of)}#${ulid}`;
export const eventDataKey = (event: EventRef): RowKey => ({ pk: eventPartsPk(event), sk: EVENT_DATA_SK });
export const isEventDataKey = ({ sk }: RowKey): boolean => sk === EVENT_DATA_SK;

/** The row of matches that don't fit into the event's own row. Numbers start at 1. */
export const matchesKey = (event: EventRef, number: number): RowKey => ({
  pk: eventPartsPk(event),
  sk: MATCHES_PREFIX + number4(number),
});
export const isMatchesKey = ({ sk }: RowKey): boolean => sk.startsWith(MATCHES_PREFIX);

/** The row of subscriptions whose match wasn't decided when the event came in. Numbers start at 1. */
export const undecidedKey = (event: EventRef, number: number): RowKey => ({
  pk: eventPartsPk(event),
  sk: UNDECIDED_PREFIX + number4(number),
});
export const isUndecidedKey = ({ sk }: RowKey): boolean => sk.startsWith(UNDECIDED_PREFIX);

/** A decision about a subscription that was made after the event was received. */
export const laterDecisionKey = (event: EventRef, subscriptionId: string): RowKey => ({
  pk: eventPartsPk(event),
  sk: LATER_DECISION_PREFIX + subscriptionId,
});
export const isLaterDecisionKey = ({ sk }: RowKey): boolean => sk.startsWith(LATER_DECISION_PREFIX);
export const subscriptionIdDecided = ({ sk }: RowKey): string => sk.slice(LATER_DECISION_PREFIX.length);

/** A note that a subscription may get a delivery which the event doesn't list. */
export const recipientKey = (event: EventRef, subscriptionId: string): RowKey => ({
  pk: eventPartsPk(event),
  sk: RECIPIENT_PREFIX + subscriptionId,
});
/** The subscription in a note's key; undefined if the key is another part of the event. */
export const recipientIn = ({ sk }: RowKey): string | undefined =>
  sk.startsWith(RECIPIENT_PREFIX) ? sk.slice(RECIPIENT_PREFIX.length) : undefined;

export const claimKey = (of: TenantRef, name: string): RowKey => ({ pk: `C#${placeOf(of)}#${name}`, sk: "C" });

const deliveryShardPk = (subscriptionId: string, shard: number): string =>
  `${DELIVERY_PREFIX}${subscriptionId}#${shard}`;
const deliveryStatePk = (subscriptionId: string, state: string, shard: number): string =>
  `${DELIVERY_PREFIX}${subscriptionId}#${state}#${shard}`;

/** Throws a `PipelineFault` for a text that isn't the id of a delivery. */
function partsOf(deliveryId: string): { ulid: string; subscriptionId: string } {
  const parts = parseDeliveryId(deliveryId);
  if (!parts) throw new PipelineFault("a delivery has an id in an unknown form");
  return parts;
}

/** The key has no tenant, because a subscription's id is unique across tenants. */
export function deliveryKey(deliveryId: string): RowKey {
  const { ulid, subscriptionId } = partsOf(deliveryId);
  return { pk: deliveryShardPk(subscriptionId, shardOf(ulid)), sk: ulid };
}
export const isDeliveryKey = ({ pk }: RowKey): boolean => pk.startsWith(DELIVERY_PREFIX);
export const deliveryIdIn = ({ pk, sk }: RowKey): string => deliveryId(sk, subscriptionIdIn(pk));
const subscriptionIdIn = (pk: string): string => pk.slice(DELIVERY_PREFIX.length, pk.lastIndexOf("#"));

/** All partitions of a subscription's deliveries. */
export const deliveryPks = (subscriptionId: string): string[] =>
  SHARDS.map((shard) => deliveryShardPk(subscriptionId, shard));

/** The partition of the index by state. A `delivered` row has none, so that it isn't in the index. */
export function statePkOf({ id, state }: Pick<Delivery, "id" | "state">): string | undefined {
  if (state === "delivered") return undefined;
  const { ulid, subscriptionId } = partsOf(id);
  return deliveryStatePk(subscriptionId, state, shardOf(ulid));
}

/** All partitions of the index with a subscription's deliveries in these states. */
export const statePks = (subscriptionId: string, states: readonly string[]): string[] =>
  states.flatMap((state) => SHARDS.map((shard) => deliveryStatePk(subscriptionId, state, shard)));

/** The partition of a delivery's attempts after the first, which is in the delivery's row. */
export function attemptsPk(deliveryId: string): string {
  const { ulid, subscriptionId } = partsOf(deliveryId);
  return `A#${subscriptionId}#${ulid}`;
}
/** Attempts are numbered from 1. */
export const attemptKey = (deliveryId: string, number: number): RowKey => ({
  pk: attemptsPk(deliveryId),
  sk: number4(number),
});

export const idempotencyPk = (caller: string): string => `I#${caller}`;
export const idempotencyRowKey = ({ caller, key }: { caller: string; key: string }): RowKey => ({
  pk: idempotencyPk(caller),
  sk: key,
});

/** The key has no tenant, because a subscription's id is unique across tenants. */
export const statusKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "Z" });

export const healthKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "H" });
/** What functions saw of our own network. */
export const networkKey = (): RowKey => ({ pk: "NETWORK", sk: "N" });

/** The next slot of a subscription with a rate limit. */
export const rateKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "R" });
export const isHealthKey = ({ pk, sk }: RowKey): boolean => sk === "H" && pk.startsWith("Z#");

/**
 * The partition of the index of what is due that has the subscriptions that Posthorn has switched off. One is enough: the
 * same transactions write alerts, which have one partition too.
 */
export const OFF_PK = "OFF";

const DUE_PREFIX = "DUE#";
/** The partition of the index of what is due, by a hash of the subscription's id. */
export const duePkOf = (subscriptionId: string): string => DUE_PREFIX + shardOf(subscriptionId);
const PARKED_PREFIX = "PARKED#";
/** The partition of the index of what is due that has a parked delivery, by a hash of its id. */
export const parkedPkOf = (deliveryId: string): string => PARKED_PREFIX + shardOf(deliveryId);
export const parkedPks = (): string[] => SHARDS.map((shard) => PARKED_PREFIX + shard);
/** All partitions of the index of what is due. */
export const duePks = (): string[] => SHARDS.map((shard) => DUE_PREFIX + shard);

export const LANE_PLACE_PREFIX = "P#";
export const LANE_PREFIX = "L#";
const orderedPk = (group: string): string => `Q#${group}`;
/** The partition of the places of an ordered lane. It is the lane's own, so the places of others cost no read. */
export const lanePlacesPk = (lane: Pick<OrderedLane, "subscriptionId" | "hash">): string => orderedPk(groupOf(lane));
export const lanePlaceKey = (lane: OrderedLane, { sequence }: Pick<LanePlace, "sequence">): RowKey => ({
  pk: lanePlacesPk(lane),
  sk: LANE_PLACE_PREFIX + sequence,
});
export const sequenceIn = ({ sk }: RowKey): string => sk.slice(LANE_PLACE_PREFIX.length);
/** A subscription's lanes share a partition, so that they can be listed. */
export const lanesPk = (subscriptionId: string): string => orderedPk(subscriptionId);
export const laneKey = ({ subscriptionId, hash }: OrderedLane): RowKey => ({
  pk: lanesPk(subscriptionId),
  sk: LANE_PREFIX + hash,
});
export const laneHashIn = ({ sk }: RowKey): string => sk.slice(LANE_PREFIX.length);
const DUE_LANES_PREFIX = "LANES#";
/** The partition of the index of what is due that has a lane, by a hash of its message group. */
export const dueLanePkOf = (lane: OrderedLane): string => DUE_LANES_PREFIX + shardOf(groupOf(lane));
export const dueLanePks = (): string[] => SHARDS.map((shard) => DUE_LANES_PREFIX + shard);

/** A tenant's POSTs under way that may take long. The key has no incarnation, because the row has nothing but leases. */
export const slowPostsKey = (tenantId: string): RowKey => ({ pk: `Z#${tenantId}`, sk: "P" });

/** The deliveries of a subscription that used up their attempts since its latest alert of that. */
export const digestKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "D" });
const DIGESTS_PREFIX = "DIGESTS#";
/** The partition of the index of what is due that has a subscription's digest, by a hash of the subscription's id. */
export const digestPkOf = (subscriptionId: string): string => DIGESTS_PREFIX + shardOf(subscriptionId);
export const digestPks = (): string[] => SHARDS.map((shard) => DIGESTS_PREFIX + shard);

export const filterProblemKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "F" });

export const replaysPk = (of: TenantRef): string => `R#${placeOf(of)}`;
export const replayKey = (of: TenantRef, replayId: string): RowKey => ({ pk: replaysPk(of), sk: replayId });

/** Sorts after the ids of replays. Lists of replays end before it. */
export const REPLAY_PLACES_SK = "~";
/** The places of slices of a tenant's replays. The row is among the replays, and is erased with them. */
export const replayPlacesKey = (of: TenantRef): RowKey => ({ pk: replaysPk(of), sk: REPLAY_PLACES_SK });
/** The places of a tenant's test sends. The row is among the replays too. */
export const testPlacesKey = (of: TenantRef): RowKey => ({ pk: replaysPk(of), sk: `${REPLAY_PLACES_SK}T` });

/**
 * The operator's lists of replays: of all replays, and of those that haven't ended. Their rows are small, and as many as
 * requests that begin a replay: API Gateway lets 1,000 requests a second pass.
 */
type ReplayHeads = "all" | "open";
const REPLAY_HEADS = { all: "REPLAYS#A", open: "REPLAYS#O" } as const;
const REPLAY_PREFIX = "rpl_";
const replayHeadPk = (list: ReplayHeads, shard: number): string => REPLAY_HEADS[list] + shard;
export const replayHeadPks = (list: ReplayHeads): string[] => SHARDS.map((shard) => replayHeadPk(list, shard));
export function replayHeadKey(list: ReplayHeads, replayId: string): RowKey {
  const ulid = replayId.slice(REPLAY_PREFIX.length);
  return { pk: replayHeadPk(list, shardOf(ulid)), sk: ulid };
}
export const replayIdIn = ({ sk }: RowKey): string => REPLAY_PREFIX + sk;

/**
 * Rejected events have one partition, because a bus with many of them needs its producer fixed. Writes beyond what a
 * partition takes wait in the intake queue.
 */
export const REJECTED_PK = "REJECTED";
export const rejectedKey = (id: string): RowKey => ({ pk: REJECTED_PK, sk: id });

/**
 * Alerts have one partition, because they are few. A subscription raises most kinds at most once in an outage, a
 * backlog, an hour or a day. Requests that switch it off raise at most one alert in 10 minutes. Only the pace of
 * requests limits two things: a tenant can create and switch off many subscriptions, and can switch a subscription on
 * again each time that its receiver answers 410 Gone.
 */
export const ALERTS_PK = "ALERTS";
/**
 * The partitions of the index of what is due that have alerts, by who is still to be told. The list for machines reads
 * `both` and `machines`, and the list for people reads `both` and `people`. While the topic is broken, alerts that wait
 * for people don't fill the list for machines. While the bus is broken, alerts that wait for machines don't fill the
 * list for people.
 */
export const ALERTS_DUE_PKS = {
  both: `${ALERTS_PK}#0`,
  people: `${ALERTS_PK}#1`,
  machines: `${ALERTS_PK}#2`,
} as const;
export const alertKey = (id: string): RowKey => ({ pk: ALERTS_PK, sk: id });
/** When people last got a message. The key sorts after the ids of alerts, and lists of alerts end before it. */
export const alertMessageKey = (): RowKey => ({ pk: ALERTS_PK, sk: "~" });
/** Sorts after every id of an alert, and before the latest message. */
export const AFTER_ALERTS = "alr_~";

/**
 * The operator's list of all changes. Its rows are small, and as many as requests that change something: API Gateway
 * lets 1,000 requests a second pass.
 */
const auditHeadPk = (shard: number): string => `AUDIT#${shard}`;
export const auditHeadPks = (): string[] => SHARDS.map(auditHeadPk);
export const auditHeadKey = (ulid: string): RowKey => ({ pk: auditHeadPk(shardOf(ulid)), sk: ulid });
/** A tenant's own list of changes. Each tenant can fill only its own partition. */
export const tenantAuditPk = (of: TenantRef): string => `AUDIT#${placeOf(of)}`;
export const tenantAuditKey = (of: TenantRef, ulid: string): RowKey => ({ pk: tenantAuditPk(of), sk: ulid });

/** The tallies of the operator have one partition, which gets a few writes for each batch of the stream. */
const TALLY_PREFIX = "Y#";
export function talliesPk(scope: TallyScope): string {
  if (scope === "operator") return TALLY_PREFIX;
  return TALLY_PREFIX + ("subscriptionId" in scope ? scope.subscriptionId : placeOf(scope));
}
/** The subscription whose tallies a row has. */
export const subscriptionOfTallies = ({ pk }: RowKey): string => pk.slice(TALLY_PREFIX.length);
/**
 * @param startIso when the sheet begins: `2026-01-31` for a sheet of hours, and `2026-01-31T12` for one of minutes
 */
export const tallyKey = (scope: TallyScope, resolution: Resolution, startIso: string): RowKey => ({
  pk: talliesPk(scope),
  sk: `${resolution === "hour" ? "D" : "H"}#${startIso}`,
});

/** Dead letters appear only during a failure inside Posthorn, so one partition is enough for all of them. */
export const DEAD_LETTERS_PK = "DEAD";
export const DEAD_LETTER_PREFIX = "L#";
const REDRIVE_SK = "REDRIVE";

export const deadLetterKey = ({ sentAt, messageId }: { sentAt: string; messageId: string }): RowKey => ({
  pk: DEAD_LETTERS_PK,
  sk: `${DEAD_LETTER_PREFIX}${sentAt}#${messageId}`,
});
export const isDeadLetterKey = ({ pk, sk }: RowKey): boolean =>
  pk === DEAD_LETTERS_PK && sk.startsWith(DEAD_LETTER_PREFIX);

const LETTER_PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w-]{1,128}$/;
/** Does this sort key have the form of a dead letter's? */
export const isDeadLetterSk = (sk: string): boolean =>
  sk.startsWith(DEAD_LETTER_PREFIX) && LETTER_PLACE.test(sk.slice(DEAD_LETTER_PREFIX.length));

/** The row with the operator's latest request to redrive the dead letters. */
export const redriveKey = (): RowKey => ({ pk: DEAD_LETTERS_PK, sk: REDRIVE_SK });
export const isRedriveKey = ({ pk, sk }: RowKey): boolean => pk === DEAD_LETTERS_PK && sk === REDRIVE_SK;
