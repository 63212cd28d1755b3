import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { badCursor, PipelineFault } from "../../../core/errors.ts";
import { SUBSCRIPTION_ID } from "../../../core/ids.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { Subscription, SubscriptionKey } from "../../../core/model.ts";
import type {
  SecretShown,
  SubscriptionLister,
  SubscriptionStore,
  SubscriptionSwitch,
} from "../../../core/subscription/subscription-store.ts";
import { conditionally, orFault } from "../../faults.ts";
import { recordIn, type Table } from "../driver/access.ts";
import { queryRows } from "../driver/query.ts";
import { bumpVersion, transact, type Write } from "../driver/transact.ts";
import { subscriptionKey, subscriptionsPk } from "../table.ts";
import { publicKeysWrite } from "./public-key-reader.ts";

/** A tenant's subscriptions. Their ids sort by the time they were made. */
export const dynamoSubscriptionLister = (table: Table): SubscriptionLister => ({
  async listSubscriptions(tenantId) {
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": subscriptionsPk(tenantId) },
      ConsistentRead: true,
    });
    return rows.map((row) => recordIn<Subscription>(row));
  },
});

/** Every change bumps the tenant's version in the same transaction. */
export function dynamoSubscriptionStore(table: Table): SubscriptionStore {
  return {
    ...dynamoSubscriptionLister(table),
    createSubscription,
    getSubscription,
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
    const items = rows.slice(0, limit).map((row) => recordIn<Subscription>(row));
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: last.id } : { items };
  }

  async function createSubscription(subscription: Subscription): Promise<void> {
    const put = { Put: { ...putOf(table, subscription), ConditionExpression: "attribute_not_exists(pk)" } };
    const published = subscription.publicKeys ? [publicKeysWrite(table, subscription)] : [];
    const written = await change(table, subscription.tenantId, put, ...published);
    if (!written) throw new PipelineFault("a subscription of this id exists");
  }

  async function getSubscription(key: SubscriptionKey): Promise<Subscription | undefined> {
    const command = new GetCommand({ TableName: table.name, Key: subscriptionKey(key), ConsistentRead: true });
    const { Item } = await orFault("reading a subscription failed", () => table.client.send(command));
    return Item && recordIn<Subscription>(Item);
  }

  async function replaceSubscription(subscription: Subscription, expectedUpdatedAt: string): Promise<boolean> {
    const shown = subscription.secretShown?.at;
    const put = {
      ...putOf(table, subscription),
      ConditionExpression: `updatedAt = :expected AND ${shown ? "secretShown.#at = :shown" : "attribute_not_exists(secretShown)"}`,
      ...(shown && { ExpressionAttributeNames: { "#at": "at" } }),
      ExpressionAttributeValues: { ":expected": expectedUpdatedAt, ":shown": shown },
    };
    return change(table, subscription.tenantId, { Put: put }, publicKeysWrite(table, subscription));
  }

  async function deleteSubscription(key: SubscriptionKey, expectedUpdatedAt?: string): Promise<boolean> {
    const condition =
      expectedUpdatedAt === undefined
        ? { ConditionExpression: "attribute_exists(pk)" }
        : {
            ConditionExpression: "updatedAt = :expected",
            ExpressionAttributeValues: { ":expected": expectedUpdatedAt },
          };
    const gone = { Delete: { TableName: table.name, Key: subscriptionKey(key), ...condition } };
    return change(table, key.tenantId, gone, publicKeysWrite(table, { id: key.subscriptionId }));
  }

  async function recordSecretShown(key: SubscriptionKey, shown: SecretShown): Promise<Subscription | undefined> {
    const command = new UpdateCommand({
      TableName: table.name,
      Key: subscriptionKey(key),
      UpdateExpression: "SET secretShown = :shown",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":shown": shown },
      ReturnValues: "ALL_NEW",
    });
    const answer = await conditionally("writing a subscription failed", () => table.client.send(command));
    return answer?.Attributes && recordIn<Subscription>(answer.Attributes);
  }
}

/** Switches off those whose receiver is gone. */
export const dynamoSubscriptionSwitch = (table: Table): SubscriptionSwitch => ({
  async disableGone(key, url, nowIso) {
    await change(table, key.tenantId, {
      Update: {
        TableName: table.name,
        Key: subscriptionKey(key),
        UpdateExpression: "SET active = :no, disabledReason = :gone, updatedAt = :now",
        ConditionExpression: "active = :yes AND #url = :url",
        ExpressionAttributeNames: { "#url": "url" },
        ExpressionAttributeValues: { ":no": false, ":yes": true, ":url": url, ":gone": "gone", ":now": nowIso },
      },
    });
  },
});

const putOf = (table: Table, subscription: Subscription) => ({
  TableName: table.name,
  Item: { ...subscriptionKey({ tenantId: subscription.tenantId, subscriptionId: subscription.id }), ...subscription },
});

/** Makes a change together with the bump of the version. False when the change's condition did not hold. */
async function change(table: Table, tenantId: string, write: Write, ...further: Write[]): Promise<boolean> {
  const failed = await transact(table, [write, bumpVersion(table, tenantId), ...further]);
  if (failed === 1) throw new PipelineFault("the tenant of a subscription does not exist");
  return failed === -1;
}
