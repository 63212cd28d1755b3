import { switchEntry } from "../../../core/audit/audit-entry.ts";
import type { SubscriptionKey } from "../../../core/model/subscription.ts";
import type { DisabledAlert, SubscriptionSwitch } from "../../../core/subscription/subscription-store.ts";
import { alertWrites } from "../alert-rows.ts";
import { auditWrites } from "../audit-rows.ts";
import { getRow } from "../driver/get-row.ts";
import type { TransactWrite } from "../driver/transact.ts";
import { OFF_PK } from "../keys/health-keys.ts";
import { subscriptionKey } from "../keys/subscription-keys.ts";
import { tenantKey } from "../keys/tenant-keys.ts";
import type { LogTable } from "../rows.ts";
import { writeSubscriptionChange } from "./subscription-change.ts";

/** Disables subscriptions whose receiver is gone, or whose endpoint fails, and enables the latter again. */
export function dynamoSubscriptionSwitch(table: LogTable): SubscriptionSwitch {
  return {
    disableGone: (key, url, alert) => disable(key, url, "gone", alert),
    disableFailing: (key, url, alert) => disable(key, url, "failing", alert),
    enableFailing,
  };

  async function disable(
    key: SubscriptionKey,
    url: string,
    reason: "gone" | "failing",
    alert: DisabledAlert,
  ): Promise<void> {
    const Update = {
      TableName: table.name,
      Key: subscriptionKey(key),
      UpdateExpression:
        "SET active = :no, disabledReason = :reason, updatedAt = :now, disabledAt = :now, duePk = :off, dueAt = :ms",
      ConditionExpression: "active = :yes AND #url = :url",
      ExpressionAttributeNames: { "#url": "url" },
      ExpressionAttributeValues: {
        ":no": false,
        ":yes": true,
        ":url": url,
        ":reason": reason,
        ":now": alert.at,
        ":off": OFF_PK,
        ":ms": Date.parse(alert.at),
      },
    };
    const audited = await auditedSwitch(key, reason, alert.at);
    await writeSubscriptionChange(table, key, { Update }, ...alertWrites(table, alert), ...audited);
  }

  async function enableFailing(key: SubscriptionKey, nowIso: string): Promise<void> {
    const Update = {
      TableName: table.name,
      Key: subscriptionKey(key),
      UpdateExpression: "SET active = :yes, updatedAt = :now REMOVE disabledReason, disabledAt, duePk, dueAt",
      ConditionExpression: "active = :no AND disabledReason = :failing",
      ExpressionAttributeValues: { ":no": false, ":yes": true, ":failing": "failing", ":now": nowIso },
    };
    await writeSubscriptionChange(table, key, { Update }, ...(await auditedSwitch(key, "passed-test", nowIso)));
  }

  /** None if the tenant is gone: then the change fails. */
  async function auditedSwitch(key: SubscriptionKey, reason: SwitchReason, atIso: string): Promise<TransactWrite[]> {
    const tenant = await getRow(table, tenantKey(key.tenantId), "reading a tenant failed");
    return tenant ? auditWrites(table, switchEntry(key, reason, String(tenant.incarnation), atIso)) : [];
  }
}

type SwitchReason = Parameters<typeof switchEntry>[1];
