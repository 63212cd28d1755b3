import type { ConsoleLink, ConsoleSession } from "../../core/console/console-session.ts";
import type { DeliveryRecord } from "../../core/delivery/delivery-store.ts";
import { type IdempotencyClaim, KEPT_SECONDS } from "../../core/idempotency.ts";
import type { KeyRingJob } from "../../core/key-ring/key-ring-job.ts";
import type { StuckLetter } from "../../core/log/dead-letters.ts";
import type { ApiKey, OperatorKey } from "../../core/model/api-key.ts";
import type { CatalogEntry } from "../../core/model/catalog-entry.ts";
import type { HeldFor } from "../../core/model/delivery.ts";
import type { FilterProblem } from "../../core/model/filter-problem.ts";
import type { PublicKey } from "../../core/model/secret.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import type { SubscriptionStatus } from "../../core/model/subscription-status.ts";
import type { Tenant, TenantRef } from "../../core/model/tenant.ts";
import type { PortalSession } from "../../core/portal/portal-session.ts";
import type { Replay } from "../../core/replay/replay.ts";
import type { SecretIntent } from "../../core/subscription/secret-intents.ts";
import type { TenantDeletion } from "../../core/tenant-deletion/tenant-deletion.ts";
import type { RegisteredDialect } from "../../dialects/definition.ts";
import type { TableAccess, TableRow } from "./driver/table-access.ts";
import { apiKeyKey } from "./keys/api-key-keys.ts";
import { catalogKey, dialectKey } from "./keys/catalog-keys.ts";
import { deadLetterKey, redriveKey } from "./keys/dead-letter-keys.ts";
import { OFF_PK, statusKey } from "./keys/health-keys.ts";
import { idempotencyRowKey } from "./keys/idempotency-keys.ts";
import { keyRingJobKey, operatorKeyKey } from "./keys/operator-keys.ts";
import { replayHeadKey, replayKey } from "./keys/replay-keys.ts";
import { secretIntentKey } from "./keys/secret-keys.ts";
import { consoleLinkKey, consoleSessionKey, portalSessionKey } from "./keys/session-keys.ts";
import { deletedSubscriptionKey, publicKeysKey, subscriptionKey } from "./keys/subscription-keys.ts";
import { tenantDeletionKey, tenantKey, tenantListKey } from "./keys/tenant-keys.ts";
import { DUE_INDEX, PUT_TOKEN, TTL_ATTRIBUTE } from "./table.ts";

/**
 * How a record becomes a row, and how a row becomes a record again. Most rows hold the record's fields as attributes:
 * read them with `recordIn`. The other rows have a function of their own (`…In`). `event-rows.ts` has the rows of
 * events, `delivery-rows.ts` those of deliveries and attempts, and `health-rows.ts` those of endpoints.
 */

/** How long the log is kept: events, matches, deliveries, attempts and replays. */
export interface Retention {
  retentionDays: number;
}

/** The table for adapters that write to the log. */
export type LogTable = TableAccess & Retention;

const DAY_SECONDS = 86_400;

/** As long as SQS keeps a message after it was sent. */
const DEAD_LETTER_SECONDS = 14 * DAY_SECONDS;

/** Longer than deliveries are kept, so that a tenant sees that the latest POST was, say, six months ago. */
const STATUS_SECONDS = 400 * DAY_SECONDS;

/** An operator sees for that long that a tenant was erased. */
const DELETION_SECONDS = 400 * DAY_SECONDS;

/** The TTL attribute of a row that is kept for some seconds from a time (ISO 8601). */
const expiry = (sinceIso: string, seconds: number) => ({
  [TTL_ATTRIBUTE]: Math.floor(Date.parse(sinceIso) / 1000) + seconds,
});

/** The TTL attribute of a row of the log. The retention starts at a time (ISO 8601). */
export const retained = ({ retentionDays }: Retention, sinceIso: string) =>
  expiry(sinceIso, retentionDays * DAY_SECONDS);

/** The same for a row that is kept from a time in epoch milliseconds: when it expires, in epoch seconds. */
export const retainedUntil = ({ retentionDays }: Retention, sinceMs: number): number =>
  Math.floor(sinceMs / 1000) + retentionDays * DAY_SECONDS;

/** The record in a row: its attributes without the keys, those of the index of what is due, the TTL and the token. */
export function recordIn<T>(row: Record<string, unknown>): T {
  // Deleting properties from a copy would make each later use of the record slow.
  const { pk: _pk, sk: _sk, [TTL_ATTRIBUTE]: _expiry, [PUT_TOKEN]: _token, duePk: _due, dueAt: _at, ...record } = row;
  return record as T;
}

/** The records in rows, by id. */
export const recordsById = <T extends { id: string }>(rows: TableRow[]): Map<string, T> =>
  new Map(rows.map((row) => recordIn<T>(row)).map((record) => [record.id, record]));

export const tenantRow = (tenant: Tenant): TableRow => ({
  ...tenantKey(tenant.id),
  ...tenant,
});

/** An element of the set of holds in a tenant's row. */
export const holdOf = (reason: HeldFor, subscriptionId: string): string => `${reason}:${subscriptionId}`;

/** The holds in a tenant's row, by subscription. Undefined if there are none. */
export function holdsIn(holds: Iterable<string> | undefined): ReadonlyMap<string, HeldFor> | undefined {
  return holds && new Map([...holds].map(partsOfHold));
}

function partsOfHold(hold: string): [subscriptionId: string, reason: HeldFor] {
  const colon = hold.indexOf(":");
  return [hold.slice(colon + 1), hold.slice(0, colon) as HeldFor];
}

/** An entry of the list of tenants. */
export const tenantListRow = (tenant: Tenant): TableRow => ({ ...tenantListKey(tenant), tenantId: tenant.id });

export const apiKeyRow = (key: ApiKey): TableRow => ({ ...apiKeyKey(key.tenantId, key.id), ...key });

/** DynamoDB deletes the row of a session that is over. */
export const portalSessionRow = (session: PortalSession): TableRow => ({
  ...portalSessionKey(session.tenantId, session.id),
  ...expiry(session.endsAt, 0),
  ...session,
});

export const operatorKeyRow = (key: OperatorKey): TableRow => ({ ...operatorKeyKey(key.id), ...key });

/** DynamoDB deletes the row of a session or of a link that is over. */
export const consoleSessionRow = (session: ConsoleSession): TableRow => ({
  ...consoleSessionKey(session.id),
  ...expiry(session.endsAt, 0),
  ...session,
});

export const consoleLinkRow = (link: ConsoleLink): TableRow => ({
  ...consoleLinkKey(link.id),
  ...expiry(link.endsAt, 0),
  ...link,
});

export const keyRingJobRow = (job: KeyRingJob): TableRow => ({ ...keyRingJobKey(), ...job });

export const catalogRow = (entry: CatalogEntry): TableRow => ({ ...catalogKey(entry), ...entry });

/** The definition is JSON text, because a DynamoDB map doesn't keep the order of its members, and a body's matters. */
export const dialectRow = ({ createdAt, ...definition }: RegisteredDialect): TableRow => ({
  ...dialectKey(definition.name),
  definition: JSON.stringify(definition),
  createdAt,
});

export function dialectIn(row: TableRow): RegisteredDialect {
  const { definition, createdAt } = recordIn<{ definition: string; createdAt: string }>(row);
  return { ...JSON.parse(definition), createdAt };
}

/** A subscription that Posthorn has switched off is in the index of what is due, so that an operator can list them. */
export const subscriptionRow = (subscription: Subscription): TableRow => ({
  ...subscriptionKey({ tenantId: subscription.tenantId, subscriptionId: subscription.id }),
  ...subscription,
  ...(subscription.disabledAt && {
    [DUE_INDEX.partitionKey]: OFF_PK,
    [DUE_INDEX.sortKey.name]: Date.parse(subscription.disabledAt),
  }),
});

/** The row of a deleted subscription is kept as long as its status, the last of its rows to expire. */
export const deletedSubscriptionRow = (of: TenantRef, subscriptionId: string, atIso: string): TableRow => ({
  ...deletedSubscriptionKey(of, subscriptionId),
  ...expiry(atIso, STATUS_SECONDS),
});

export const tenantDeletionRow = (deletion: TenantDeletion): TableRow => ({
  ...tenantDeletionKey(deletion.id),
  ...(deletion.finishedAt !== undefined && expiry(deletion.finishedAt, DELETION_SECONDS)),
  ...deletion,
});

export const secretIntentRow = (intent: SecretIntent): TableRow => ({ ...secretIntentKey(intent), ...intent });

export const publicKeysRow = (subscriptionId: string, publicKeys: readonly PublicKey[]): TableRow => ({
  ...publicKeysKey(subscriptionId),
  publicKeys,
});

export const publicKeysIn = (row: TableRow): PublicKey[] => row.publicKeys as PublicKey[];

/** The result of a subscription's latest POST. */
export function statusRow({ delivery: { subscriptionId, state }, attempt }: DeliveryRecord): TableRow {
  const lastTriggeredAt = attempt?.at ?? "";
  return {
    ...statusKey(subscriptionId),
    ...expiry(lastTriggeredAt, STATUS_SECONDS),
    subscriptionId,
    lastTriggeredAt,
    state,
    status: attempt?.status,
    failure: attempt?.failure,
  };
}

/** A subscription's id and its status. */
export function statusIn(row: TableRow): [subscriptionId: string, status: SubscriptionStatus] {
  const { subscriptionId, ...status } = recordIn<SubscriptionStatus & { subscriptionId: string }>(row);
  return [subscriptionId, status];
}

/** The latest time that an expression of a subscription took too long: the attributes that each problem changes. */
export const filterProblemFields = (retention: Retention, subscriptionId: string, { at, reason }: FilterProblem) => ({
  ...retained(retention, at),
  subscriptionId,
  at,
  reason,
});

/** A subscription's id and its problem. */
export function filterProblemIn(row: TableRow): [subscriptionId: string, problem: FilterProblem] {
  const { subscriptionId, at, reason } = recordIn<FilterProblem & { subscriptionId: string }>(row);
  return [subscriptionId, { at, reason }];
}

export const replayRow = (retention: Retention, replay: Replay): TableRow => ({
  ...replayKey(replay, replay.id),
  ...retained(retention, replay.createdAt),
  ...replay,
});

/** An entry of an operator's list of replays. It has the state of a replay that has ended. */
export const replayHeadRow = (list: "all" | "open", retention: Retention, replay: Replay): TableRow => ({
  ...replayHeadKey(list, replay.id),
  ...retained(retention, replay.createdAt),
  tenantId: replay.tenantId,
  incarnation: replay.incarnation,
  state: replay.finishedAt === undefined ? undefined : replay.state,
});

export const claimRow = (claim: IdempotencyClaim): TableRow => ({
  ...idempotencyRowKey(claim),
  claimId: claim.id,
  digest: claim.digest,
  claimedAtMs: claim.atMs,
  [TTL_ATTRIBUTE]: Math.floor(claim.atMs / 1000) + KEPT_SECONDS,
});

export const deadLetterRow = (letter: StuckLetter): TableRow => ({
  ...deadLetterKey(letter),
  ...expiry(letter.sentAt, DEAD_LETTER_SECONDS),
  ...letter,
});

export const redriveRow = (redriveAt: string): TableRow => ({ ...redriveKey(), redriveAt });
