import type { SubscriptionKey } from "../../../core/model.ts";
import type { DisabledAlert, SubscriptionSwitch } from "../../../core/subscription/subscription-store.ts";
import { alertWrites } from "../alert-rows.ts";
import { subscriptionKey } from "../keys.ts";
import type { LogTable } from "../rows.ts";
import { writeSubscriptionChange } from "./subscription-change.ts";

/** Disables subscriptions whose receiver is gone, or whose endpoint fails, and enables the latter again. */
export function dynamoSubscriptionSwitch(table: LogTable): SubscriptionSwitch {
  return {
    disableGone: (key, url, alert) => disable(key, url, "gone", alert),
    disableFailing: (key, url, alert) => disable(key, url, "failing", alert),
    enableFailing,
  };

  async function disable(key: SubscriptionKey, url: string, reason: string, alert: DisabledAlert): Promise<void> {
    const Update = {
      TableName: table.name,
      Key: subscriptionKey(key),
      UpdateExpression: "SET active = :no, disabledReason = :reason, updatedAt = :now",
      ConditionExpression: "active = :yes AND #url = :url",
      ExpressionAttributeNames: { "#url": "url" },
      ExpressionAttributeValues: { ":no": false, ":yes": true, ":url": url, ":reason": reason, ":now": alert.at },
    };
    await writeSubscriptionChange(table, key, { Update }, ...alertWrites(table, alert));
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
