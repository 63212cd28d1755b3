import type { SubscriptionKey } from "../../../core/model.ts";
import type { SubscriptionSwitch } from "../../../core/subscription/subscription-store.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { subscriptionKey } from "../keys.ts";
import { writeSubscriptionChange } from "./subscription-change.ts";

/** Disables subscriptions whose receiver is gone, or whose endpoint fails, and enables the latter again. */
export function dynamoSubscriptionSwitch(table: TableAccess): SubscriptionSwitch {
  return {
    disableGone: (key, url, nowIso) => disable(key, url, "gone", nowIso),
    disableFailing: (key, url, nowIso) => disable(key, url, "failing", nowIso),
    enableFailing,
  };

  async function disable(key: SubscriptionKey, url: string, reason: string, nowIso: string): Promise<void> {
    await writeSubscriptionChange(table, key, {
      Update: {
        TableName: table.name,
        Key: subscriptionKey(key),
        UpdateExpression: "SET active = :no, disabledReason = :reason, updatedAt = :now",
        ConditionExpression: "active = :yes AND #url = :url",
        ExpressionAttributeNames: { "#url": "url" },
        ExpressionAttributeValues: { ":no": false, ":yes": true, ":url": url, ":reason": reason, ":now": nowIso },
      },
    });
  }

  async function enableFailing(key: SubscriptionKey, nowIso: string): Promise<void> {
    await writeSubscriptionChange(table, key, {
      Update: {
        TableName: table.name,
        Key: subscriptionKey(key),
        UpdateExpression: "SET active = :yes, updatedAt = :now REMOVE disabledReason",
        ConditionExpression: "active = :no AND disabledReason = :failing",
        ExpressionAttributeValues: { ":no": false, ":yes": true, ":failing": "failing", ":now": nowIso },
      },
    });
  }
}
