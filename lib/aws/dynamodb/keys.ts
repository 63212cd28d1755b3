import { hashOf } from "./shards.ts";
import type { RowKey } from "./table.ts";

/** The primary keys of each kind of row. `log-keys.ts` has the keys of the indexes. */

const number4 = (n: number): string => String(n).padStart(4, "0");

const TENANT = { prefix: "T#", sk: "T" } as const;
export const API_KEY_PREFIX = "K#";

export const tenantKey = (tenantId: string): RowKey => ({ pk: TENANT.prefix + tenantId, sk: TENANT.sk });
export const isTenantKey = ({ pk, sk }: RowKey): boolean => sk === TENANT.sk && pk.startsWith(TENANT.prefix);

export const apiKeyKey = (tenantId: string, keyId: string): RowKey => ({
  pk: TENANT.prefix + tenantId,
  sk: API_KEY_PREFIX + keyId,
});
export const isApiKeyKey = ({ pk, sk }: RowKey): boolean =>
  sk.startsWith(API_KEY_PREFIX) && pk.startsWith(TENANT.prefix);

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

export const publicKeysKey = (subscriptionId: string): RowKey => ({ pk: `P#${subscriptionId}`, sk: "P" });

const EVENT_SK = "E";
const LATER_MATCH_PREFIX = "N#";

export const eventPk = (tenantId: string, eventId: string): string => `E#${tenantId}#${eventId}`;
export const eventKey = (tenantId: string, eventId: string): RowKey => ({
  pk: eventPk(tenantId, eventId),
  sk: EVENT_SK,
});
export const isEventKey = ({ pk, sk }: RowKey): boolean => sk === EVENT_SK && pk.startsWith("E#");

/** The row of matches that don't fit into the event's own row. Numbers start at 1. */
export const matchesKey = (tenantId: string, eventId: string, number: number): RowKey => ({
  pk: eventPk(tenantId, eventId),
  sk: `M#${number4(number)}`,
});

/** A match that a replay added after the event was received. It sorts after all the event's other rows. */
export const laterMatchKey = (tenantId: string, eventId: string, subscriptionId: string): RowKey => ({
  pk: eventPk(tenantId, eventId),
  sk: LATER_MATCH_PREFIX + subscriptionId,
});
export const isLaterMatchKey = ({ sk }: RowKey): boolean => sk.startsWith(LATER_MATCH_PREFIX);

const DELIVERY_PREFIX = "D#";
export const ATTEMPT_PREFIX = "A#";

export const deliveryPk = (deliveryId: string): string => DELIVERY_PREFIX + deliveryId;
export const deliveryKey = (deliveryId: string): RowKey => ({ pk: deliveryPk(deliveryId), sk: "D" });
export const isDeliveryKey = ({ pk, sk }: RowKey): boolean => sk === "D" && pk.startsWith(DELIVERY_PREFIX);
/** Attempts are numbered from 1. */
export const attemptKey = (deliveryId: string, number: number): RowKey => ({
  pk: deliveryPk(deliveryId),
  sk: ATTEMPT_PREFIX + number4(number),
});

export const idempotencyRowKey = ({ caller, key }: { caller: string; key: string }): RowKey => ({
  pk: `I#${caller}`,
  sk: key,
});

/** The key has no tenant, because a subscription's id is unique across tenants. */
export const statusKey = (subscriptionId: string): RowKey => ({ pk: `L#${subscriptionId}`, sk: "STATUS" });

export const replaysPk = (tenantId: string): string => `R#${tenantId}`;
export const replayKey = (tenantId: string, replayId: string): RowKey => ({ pk: replaysPk(tenantId), sk: replayId });

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
