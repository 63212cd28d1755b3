import type { SubscriptionSwitch } from "../../../core/subscription/subscription-store.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { subscriptionKey } from "../keys.ts";
import { writeSubscriptionChange } from "./subscription-change.ts";

/** Disables subscriptions whose receiver is gone. */
export const dynamoSubscriptionSwitch = (table: TableAccess): SubscriptionSwitch => ({
  async disableGone(key, url, nowIso) {
    await writeSubscriptionChange(table, key, {
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
