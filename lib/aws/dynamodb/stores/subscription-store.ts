import type { Alert } from "../../../core/alerts/alert.ts";
import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import { badCursor, PipelineFault } from "../../../core/errors.ts";
import { SUBSCRIPTION_ID } from "../../../core/ids.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { PublicKey } from "../../../core/model/secret.ts";
import type { Subscription, SubscriptionKey } from "../../../core/model/subscription.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import type { SecretShown, SubscriptionStore } from "../../../core/subscription/subscription-store.ts";
import { alertWrites } from "../alert-rows.ts";
import { auditWrites } from "../audit-rows.ts";
import { pageOfRows } from "../driver/page-of-rows.ts";
import { countRows, queryRows } from "../driver/query.ts";
import { type TransactWrite, transact } from "../driver/transact.ts";
import { nameKey } from "../keys/name-keys.ts";
import { secretIntentKey } from "../keys/secret-keys.ts";
import { publicKeysKey, subscriptionKey, subscriptionsPk } from "../keys/subscription-keys.ts";
import { nameWrite } from "../name-rows.ts";
import {
  deletedSubscriptionRow,
  type LogTable,
  publicKeysRow,
  recordIn,
  secretIntentRow,
  subscriptionRow,
} from "../rows.ts";
import { writeSubscriptionChange } from "./subscription-change.ts";
import { dynamoSubscriptionReader } from "./subscription-reader.ts";

/** Every change bumps the tenant's version in the same transaction. */
export function dynamoSubscriptionStore(table: LogTable): SubscriptionStore {
  const { name: TableName } = table;
  const reader = dynamoSubscriptionReader(table);
  return {
    ...reader,
    createSubscription,
    countSubscriptions,
    countOrdered,
    replaceSubscription,
    deleteSubscription,
    pageSubscriptions,
    recordSecretShown,
  };

  async function pageSubscriptions(tenantId: string, { limit, after }: PageRequest): Promise<Page<Subscription>> {
    if (after !== undefined && !SUBSCRIPTION_ID.test(after)) throw badCursor();
    const query = {
      KeyConditionExpression: after === undefined ? "pk = :pk" : "pk = :pk AND sk > :after",
      ExpressionAttributeValues: { ":pk": subscriptionsPk(tenantId), ":after": after },
      ConsistentRead: true,
      Limit: limit + 1,
    };
    const rows = await queryRows(table, query, limit + 1);
    return pageOfRows(
      rows,
      limit,
      (row) => recordIn<Subscription>(row),
      ({ sk }) => sk,
    );
  }

  async function createSubscription(
    subscription: Subscription,
    incarnation: string,
    audit?: AuditEntry,
  ): Promise<void> {
    const { id, tenantId, publicKeys, createdAt: at } = subscription;
    const intended = { Delete: { TableName, Key: secretIntentKey({ tenantId, subscriptionId: id, at }) } };
    const Put = { TableName, Item: subscriptionRow(subscription), ConditionExpression: "attribute_not_exists(pk)" };
    const further = [
      nameWrite(TableName, subscription),
      ...(publicKeys ? [publicKeysWrite(id, publicKeys)] : []),
      ...auditWrites(table, audit),
    ];
    const written = await writeSubscriptionChange(table, { tenantId, incarnation }, { Put }, intended, ...further);
    if (!written) throw new PipelineFault("a subscription with this id exists already");
  }

  /** Counts without reading the rows into memory. DynamoDB charges for their size all the same. */
  function countSubscriptions(tenantId: string): Promise<number> {
    return countRows(table, {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": subscriptionsPk(tenantId) },
      Select: "COUNT",
    });
  }

  async function countOrdered(tenantId: string): Promise<number> {
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk",
      FilterExpression: "attribute_exists(ordered)",
      ExpressionAttributeValues: { ":pk": subscriptionsPk(tenantId) },
    });
    return rows.length;
  }

  async function replaceSubscription(
    subscription: Subscription,
    expectedUpdatedAt: string,
    alert?: Alert,
    audit?: AuditEntry,
  ): Promise<boolean> {
    const { id, tenantId, publicKeys } = subscription;
    const shown = subscription.secretShown?.at;
    const { resealedAt } = subscription;
    const Put = {
      TableName,
      Item: subscriptionRow(subscription),
      ConditionExpression: [
        "updatedAt = :expected",
        shown ? "secretShown.#at = :shown" : "attribute_not_exists(secretShown)",
        resealedAt ? "resealedAt = :resealed" : "attribute_not_exists(resealedAt)",
      ].join(" AND "),
      ...(shown && { ExpressionAttributeNames: { "#at": "at" } }),
      ExpressionAttributeValues: { ":expected": expectedUpdatedAt, ":shown": shown, ":resealed": resealedAt },
    };
    const further = [
      nameWrite(TableName, subscription),
      publicKeysWrite(id, publicKeys),
      ...alertWrites(table, alert),
      ...auditWrites(table, audit),
    ];
    return writeSubscriptionChange(table, { tenantId }, { Put }, ...further);
  }

  async function deleteSubscription(
    { incarnation, ...key }: SubscriptionKey & TenantRef,
    expectedUpdatedAt?: string,
    audit?: AuditEntry,
  ): Promise<boolean> {
    const condition =
      expectedUpdatedAt === undefined
        ? { ConditionExpression: "attribute_exists(pk)" }
        : {
            ConditionExpression: "updatedAt = :expected",
            ExpressionAttributeValues: { ":expected": expectedUpdatedAt },
          };
    const Delete = { TableName, Key: subscriptionKey(key), ...condition };
    const at = new Date(table.now()).toISOString();
    const intended = { Put: { TableName, Item: secretIntentRow({ ...key, at }) } };
    const unpublished = publicKeysWrite(key.subscriptionId, undefined);
    const unnamed = { Delete: { TableName, Key: nameKey(key.subscriptionId) } };
    const of = { tenantId: key.tenantId, incarnation };
    const noted = { Put: { TableName, Item: deletedSubscriptionRow(of, key.subscriptionId, at) } };
    const further = [intended, noted, unpublished, unnamed, ...auditWrites(table, audit)];
    return writeSubscriptionChange(table, of, { Delete }, ...further);
  }

  /** A write that keeps the row of a subscription's public keys equal to the subscription. */
  function publicKeysWrite(subscriptionId: string, publicKeys: readonly PublicKey[] | undefined): TransactWrite {
    if (!publicKeys) return { Delete: { TableName, Key: publicKeysKey(subscriptionId) } };
    return { Put: { TableName, Item: publicKeysRow(subscriptionId, publicKeys) } };
  }

  async function recordSecretShown(
    key: SubscriptionKey,
    shown: SecretShown,
    audit?: AuditEntry,
  ): Promise<Subscription | undefined> {
    const Update = {
      TableName,
      Key: subscriptionKey(key),
      UpdateExpression: "SET secretShown = :shown",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":shown": shown },
    };
    // A transaction returns no row.
    const isWritten = (await transact(table, [{ Update }, ...auditWrites(table, audit)])) === -1;
    return isWritten ? reader.getSubscription(key) : undefined;
  }
}
