import type { Alert } from "../../../core/alerts/alert.ts";
import type { AlertStates } from "../../../core/alerts/alert-store.ts";
import type { AlertState } from "../../../core/alerts/open-alert.ts";
import type { SubscriptionHead } from "../../../core/health/subscription-heads.ts";
import { parseDeliveryId } from "../../../core/ids.ts";
import { deliveriesById } from "../delivery-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { keyText, type TableAccess, type TableRow } from "../driver/table-access.ts";
import { healthIn } from "../health-rows.ts";
import { deliveryKey, digestKey, healthKey, isDeliveryKey, subscriptionKey, tenantKey } from "../keys.ts";
import { recordIn } from "../rows.ts";
import type { RowKey } from "../table.ts";

/** Reads what alerts are about, in one BatchGetItem call for each 100 rows. Alerts about the same subscription share rows. */
export function dynamoAlertStates(table: TableAccess): AlertStates {
  const batchGet = batchGetter(table);
  return {
    async getStates(alerts) {
      const rows = await batchGet(alerts.flatMap(keysOf));
      const byKey = new Map(rows.map((row) => [keyText(row), row]));
      const deliveries = deliveriesById(rows.filter(isDeliveryKey));
      return alerts.map((alert): AlertState => {
        const rowAt = (key: RowKey): TableRow | undefined => byKey.get(keyText(key));
        const health = rowAt(healthKey(alert.subscriptionId));
        const digest = rowAt(digestKey(alert.subscriptionId))?.alertedAtMs;
        const deliveryId = deliveryIn(alert);
        return {
          subscription: headOf(rowAt(subscriptionKey(alert)), rowAt(tenantKey(alert.tenantId))),
          health: health && healthIn(health)[1],
          exhaustedAlertAtMs: digest === undefined ? undefined : Number(digest),
          delivery: deliveryId === undefined ? undefined : deliveries.get(deliveryId)?.state,
        };
      });
    },
  };
}

const keysOf = (alert: Alert): RowKey[] => {
  const deliveryId = deliveryIn(alert);
  return [
    subscriptionKey(alert),
    tenantKey(alert.tenantId),
    healthKey(alert.subscriptionId),
    ...(deliveryId === undefined ? [] : [digestKey(alert.subscriptionId), deliveryKey(deliveryId)]),
  ];
};

/** The delivery that an alert names. */
function deliveryIn(alert: Alert): string | undefined {
  if (alert.type !== "delivery.exhausted") return undefined;
  const { deliveryId } = alert.facts.latest;
  return parseDeliveryId(deliveryId) ? deliveryId : undefined;
}

function headOf(row: TableRow | undefined, tenant: TableRow | undefined): SubscriptionHead | undefined {
  return row && { ...recordIn<SubscriptionHead>(row), tenantName: String(tenant?.name ?? "") };
}
