import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { SubscriptionKey } from "../../../core/model/subscription.ts";
import { absent, compares, hasNo, isStill, type RowCondition } from "../driver/conditions.ts";
import type { RowWrite } from "../driver/settled-write.ts";
import { isLive, type TableRow } from "../driver/table-access.ts";
import { deleteIf, type RowChange, updateOf } from "../driver/update-expression.ts";
import { isLasting, newHealthRow, ownerFields } from "../health-rows.ts";
import { healthKey } from "../keys/health-keys.ts";
import { type LogTable, retainedUntil } from "../rows.ts";
import { TTL_ATTRIBUTE } from "../table.ts";

/** Makes the writes of health rows. Each has a condition, and its refusal shows the row in the way. */
export function healthWrites(table: LogTable) {
  const { client, name: TableName, now } = table;
  const shown = { TableName, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
  return { create, creation, update, updating, remove, live, renewed };

  function create(subscription: SubscriptionKey, fields: Record<string, unknown>): RowWrite {
    const put = { ...shown, ...creation(subscription, fields) };
    return async () => {
      await client.send(new PutCommand(put));
      return put.Item;
    };
  }

  /** Puts a row if there is none, or only an expired one. */
  function creation(subscription: SubscriptionKey, fields: Record<string, unknown>) {
    const Item = newHealthRow(table, subscription, now(), fields);
    const { text, values } = absent(table);
    return { TableName, Item, ConditionExpression: text, ExpressionAttributeValues: values };
  }

  function update(subscription: SubscriptionKey, change: RowChange): RowWrite {
    const input = { ...shown, ...updating(subscription, change) };
    return async () => (await client.send(new UpdateCommand({ ...input, ReturnValues: "ALL_NEW" }))).Attributes;
  }

  function updating(subscription: SubscriptionKey, change: RowChange) {
    const set = { ...ownerFields(subscription), ...change.set };
    return { TableName, Key: healthKey(subscription.subscriptionId), ...updateOf({ ...change, set }) };
  }

  function remove(subscriptionId: string, conditions: readonly RowCondition[]): RowWrite {
    const input = { ...shown, Key: healthKey(subscriptionId), ...deleteIf(conditions) };
    return async () => {
      await client.send(new DeleteCommand(input));
      return undefined;
    };
  }

  /** The row, unless it has expired. */
  function live(row: TableRow | undefined): TableRow | undefined {
    return row && isLive(row, now()) ? row : undefined;
  }

  /** Starts the retention again, unless the row stays anyway. The condition fails if that has changed. */
  function renewed(row: TableRow): { expiry: Record<string, number>; unchanged: RowCondition } {
    if (isLasting(row)) return { expiry: {}, unchanged: hasNo(TTL_ATTRIBUTE) };
    const unchanged = compares(TTL_ATTRIBUTE, ">", Math.floor(now() / 1000));
    return { expiry: { [TTL_ATTRIBUTE]: retainedUntil(table, now()) }, unchanged };
  }
}

/** Nobody has changed the standing since, and no other window has begun. */
export const isAsFound = ({ windowSinceMs, version }: Record<string, unknown>): RowCondition[] => [
  isStill("windowSinceMs", windowSinceMs),
  isStill("version", version),
];
