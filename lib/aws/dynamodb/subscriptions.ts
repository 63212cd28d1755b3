import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../core/errors.ts";
import type { Subscription } from "../../core/model.ts";
import type { SubscriptionKey, SubscriptionLister, SubscriptionStore, SubscriptionSwitch } from "../../core/ports.ts";
import { orFault } from "../faults.ts";
import { recordIn, type Table } from "./access.ts";
import { queryRows } from "./query.ts";
import { subscriptionKey, subscriptionsPk } from "./table.ts";
import { bumpVersion, transact, type Write } from "./transact.ts";

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
  };

  async function createSubscription(subscription: Subscription): Promise<void> {
    const written = await change(table, subscription.tenantId, {
      Put: { ...putOf(table, subscription), ConditionExpression: "attribute_not_exists(pk)" },
    });
    if (!written) throw new PipelineFault("a subscription of this id exists");
  }

  async function getSubscription(key: SubscriptionKey): Promise<Subscription | undefined> {
    const command = new GetCommand({ TableName: table.name, Key: subscriptionKey(key), ConsistentRead: true });
    const { Item } = await orFault("reading a subscription failed", () => table.client.send(command));
    return Item && recordIn<Subscription>(Item);
  }

  async function replaceSubscription(subscription: Subscription, expectedUpdatedAt: string): Promise<boolean> {
    return change(table, subscription.tenantId, {
      Put: {
        ...putOf(table, subscription),
        ConditionExpression: "updatedAt = :expected",
        ExpressionAttributeValues: { ":expected": expectedUpdatedAt },
      },
    });
  }

  async function deleteSubscription(key: SubscriptionKey): Promise<boolean> {
    return change(table, key.tenantId, {
      Delete: { TableName: table.name, Key: subscriptionKey(key), ConditionExpression: "attribute_exists(pk)" },
    });
  }
}

/** Switches off those whose receiver is gone. */
export const dynamoSubscriptionSwitch = (table: Table): SubscriptionSwitch => ({
  async disableGone(key, nowIso) {
    await change(table, key.tenantId, {
      Update: {
        TableName: table.name,
        Key: subscriptionKey(key),
        UpdateExpression: "SET active = :no, disabledReason = :gone, updatedAt = :now",
        ConditionExpression: "active = :yes",
        ExpressionAttributeValues: { ":no": false, ":yes": true, ":gone": "gone", ":now": nowIso },
      },
    });
  },
});

const putOf = (table: Table, subscription: Subscription) => ({
  TableName: table.name,
  Item: { ...subscriptionKey({ tenantId: subscription.tenantId, subscriptionId: subscription.id }), ...subscription },
});

/** Makes a change together with the bump of the version. False when the change's condition did not hold. */
async function change(table: Table, tenantId: string, write: Write): Promise<boolean> {
  const failed = await transact(table, [write, bumpVersion(table, tenantId)]);
  if (failed === 1) throw new PipelineFault("the tenant of a subscription does not exist");
  return failed === -1;
}
