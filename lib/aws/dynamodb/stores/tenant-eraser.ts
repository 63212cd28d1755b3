import { actingCaller } from "../../../core/idempotency.ts";
import { firstUlidAt, REPLAY_ID } from "../../../core/ids.ts";
import { ADMIN_KEY_ID, PEOPLE_KEY_ID } from "../../../core/keys/api-keys.ts";
import type { TenantEraser } from "../../../core/tenant-deletion/deletion-ports.ts";
import type { ErasedPage, TenantDeletion } from "../../../core/tenant-deletion/tenant-deletion.ts";
import { toItem } from "../driver/attribute-values.ts";
import { batchDeleter } from "../driver/batch-delete.ts";
import { pageQuerier, queryRows } from "../driver/query.ts";
import type { TableRow } from "../driver/table-access.ts";
import { ALERTS_PK } from "../keys/alert-keys.ts";
import { auditHeadKey, tenantAuditPk } from "../keys/audit-keys.ts";
import { brandingKey, portalLogoKey } from "../keys/branding-keys.ts";
import { idempotencyPk } from "../keys/idempotency-keys.ts";
import { REJECTED_PK } from "../keys/rejected-event-keys.ts";
import { replayHeadKey, replaysPk } from "../keys/replay-keys.ts";
import { deletedSubscriptionsPk } from "../keys/subscription-keys.ts";
import { talliesPk } from "../keys/tally-keys.ts";
import type { LogTable } from "../rows.ts";
import { deliveryErasure } from "./delivery-erasure.ts";
import { eventErasure } from "./event-erasure.ts";
import { dynamoOperatorKeyStore } from "./operator-key-store.ts";
import { readBranding } from "./portal-branding-store.ts";
import { dynamoPortalSessionStore } from "./portal-session-store.ts";

/** The most rows of a kind in a page. */
const PAGE = 100;

/** A rejected event can take 400 KB, and a call reads 1 MB. */
const DATED_PAGE = 500;

/** Erases the rows of deleted tenants. */
export function dynamoTenantEraser(table: LogTable): TenantEraser {
  const batchDelete = batchDeleter(table);
  const operatorKeys = dynamoOperatorKeyStore(table);
  const portalSessions = dynamoPortalSessionStore(table);
  const deliveries = deliveryErasure(table);
  return {
    events: eventErasure(table, deliveries),
    subscriptions: eraseSubscription,
    replays: eraseReplays,
    tallies: (deletion) => erasePartition(talliesPk(deletion)),
    answers: eraseAnswers,
    "portal-sessions": async (deletion) => {
      await portalSessions.endSessions(deletion);
      return { done: true };
    },
    "portal-branding": eraseBranding,
    "rejected-events": (deletion) => eraseDated(REJECTED_PK, "rej_", deletion),
    alerts: (deletion) => eraseDated(ALERTS_PK, "alr_", deletion),
    audit: eraseAudit,
  };

  /**
   * Erases a page of the deliveries of a subscription, and what else is left of it. Nearly all deliveries are erased
   * with their events. Those that are left have no event, because its request failed after it had queued them.
   */
  async function eraseSubscription(deletion: TenantDeletion): Promise<ErasedPage> {
    const [row] = await keysIn(deletedSubscriptionsPk(deletion), 1);
    if (!row) return { done: true };
    const erased = await deliveries.erasePageOf(deletion, row.sk);
    if (erased > 0) return { deliveries: erased, done: false };
    await deliveries.eraseStatuses([row.sk]);
    await erasePartition(talliesPk({ subscriptionId: row.sk }));
    await batchDelete([row]);
    return { done: false };
  }

  async function eraseBranding(deletion: TenantDeletion): Promise<ErasedPage> {
    const key = brandingKey(deletion);
    const { logo } = await readBranding(table, key);
    // The row that leads to the logo goes last.
    if (logo) await batchDelete([portalLogoKey(logo.id)]);
    await batchDelete([key]);
    return { done: true };
  }

  async function erasePartition(pk: string): Promise<ErasedPage> {
    const rows = await keysIn(pk, PAGE);
    await batchDelete(rows);
    return { done: rows.length < PAGE };
  }

  /** The heads go first: the tenant's rows say which heads there are. */
  async function eraseReplays(deletion: TenantDeletion): Promise<ErasedPage> {
    const rows = await keysIn(replaysPk(deletion), PAGE);
    const ids = rows.map(({ sk }) => sk).filter((sk) => REPLAY_ID.test(sk));
    await batchDelete(ids.flatMap((id) => [replayHeadKey("all", id), replayHeadKey("open", id)]));
    await batchDelete(rows);
    return { done: rows.length < PAGE };
  }

  /** The heads go first: the tenant's rows say which heads there are. */
  async function eraseAudit(deletion: TenantDeletion): Promise<ErasedPage> {
    const rows = await keysIn(tenantAuditPk(deletion), PAGE);
    await batchDelete(rows.map(({ sk }) => auditHeadKey(sk)));
    await batchDelete(rows);
    return { done: rows.length < PAGE };
  }

  /**
   * Erases the answers to an operator's requests for the tenant. Those to the tenant's own requests expire within a day.
   * Nobody can read them, because they are sealed under keys that are deleted.
   */
  async function eraseAnswers(deletion: TenantDeletion): Promise<ErasedPage> {
    const keyIds = [ADMIN_KEY_ID, PEOPLE_KEY_ID, ...(await operatorKeys.listOperatorKeys()).map(({ id }) => id)];
    const callers = keyIds.map((keyId) => actingCaller(keyId, deletion));
    const pages = await Promise.all(callers.map((caller) => erasePartition(idempotencyPk(caller))));
    return { done: pages.every(({ done }) => done) };
  }

  /** Erases rows that named the tenant while it existed. Their ids begin with the time at which they were made. */
  async function eraseDated(
    pk: string,
    prefix: string,
    { tenantId, tenantSince, createdAt, after }: TenantDeletion,
  ): Promise<ErasedPage> {
    const [first, last] = [Date.parse(tenantSince), Date.parse(createdAt) + 1].map((ms) => prefix + firstUlidAt(ms));
    // DynamoDB rejects a BETWEEN whose end is before its start. The two times may be by different clocks.
    if (String(first) > String(last)) return { done: true };
    const query = {
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      FilterExpression: "tenantId = :tenant",
      ExpressionAttributeValues: {
        ":pk": pk,
        ":first": first,
        ":last": last,
        ":tenant": tenantId,
      },
      ProjectionExpression: "pk, sk",
      ConsistentRead: true,
      Limit: DATED_PAGE,
    };
    const start = after === undefined ? undefined : toItem({ pk, sk: after });
    const { rows, next } = await pageQuerier(table)(query, start);
    await batchDelete(rows);
    return { done: next === undefined, next: next?.sk?.S };
  }

  /** The keys of the first rows in a partition. */
  function keysIn(pk: string, limit: number): Promise<TableRow[]> {
    const query = {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": pk },
      ProjectionExpression: "pk, sk",
      ConsistentRead: true,
      Limit: limit,
    };
    return queryRows(table, query, limit);
  }
}
