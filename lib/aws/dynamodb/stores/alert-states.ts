import type { Alert, AlertType } from "../../../core/alerts/alert.ts";
import type { AlertStates } from "../../../core/alerts/alert-store.ts";
import type { AlertedHealth, AlertState } from "../../../core/alerts/open-alert.ts";
import type { Standing } from "../../../core/health/health.ts";
import type { SubscriptionHead } from "../../../core/health/subscription-heads.ts";
import { parseDeliveryId } from "../../../core/ids.ts";
import type { DeliveryState } from "../../../core/model/delivery.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { keyText, type TableAccess, type TableRow } from "../driver/table-access.ts";
import { deliveryKey } from "../keys/delivery-keys.ts";
import { digestKey } from "../keys/digest-keys.ts";
import { healthKey } from "../keys/health-keys.ts";
import { subscriptionKey } from "../keys/subscription-keys.ts";
import { tenantKey } from "../keys/tenant-keys.ts";
import { recordIn } from "../rows.ts";
import { type RowKey, TTL_ATTRIBUTE } from "../table.ts";
import { HEAD_ATTRIBUTES } from "./subscription-heads.ts";

/** Those of subscriptions and tenants, of what is known about endpoints, of digests, and of deliveries. */
const ATTRIBUTES = [...HEAD_ATTRIBUTES, "standing", "failingSince", "alertedAtMs", "state", TTL_ATTRIBUTE];

/** Alerts of these types are about what is known of the endpoint. */
const ABOUT_HEALTH: readonly AlertType[] = [
  "subscription.failing",
  "subscription.disable-scheduled",
  "subscription.rate-limited",
];

/** Reads what alerts are about, in one BatchGetItem call for each 100 rows. Alerts about the same subscription share rows. */
export function dynamoAlertStates(table: TableAccess): AlertStates {
  const batchGet = batchGetter(table, ATTRIBUTES);
  return {
    async getStates(alerts) {
      const rows = await batchGet(alerts.flatMap(keysOf));
      const byKey = new Map(rows.map((row) => [keyText(row), row]));
      return alerts.map((alert): AlertState => {
        const rowAt = (key: RowKey): TableRow | undefined => byKey.get(keyText(key));
        const health = rowAt(healthKey(alert.subscriptionId));
        const digest = rowAt(digestKey(alert.subscriptionId))?.alertedAtMs;
        const deliveryId = deliveryIn(alert);
        return {
          subscription: headOf(rowAt(subscriptionKey(alert)), rowAt(tenantKey(alert.tenantId))),
          health: health && alertedHealthIn(health),
          exhaustedAlertAtMs: digest === undefined ? undefined : Number(digest),
          delivery: deliveryId === undefined ? undefined : stateIn(rowAt(deliveryKey(deliveryId))),
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
    ...(ABOUT_HEALTH.includes(alert.type) ? [healthKey(alert.subscriptionId)] : []),
    ...(deliveryId === undefined ? [] : [digestKey(alert.subscriptionId), deliveryKey(deliveryId)]),
  ];
};

/** The attributes that alerts are about. */
function alertedHealthIn(row: TableRow): AlertedHealth {
  const { standing, failingSince } = row as TableRow & { standing?: Standing; failingSince?: string };
  return { ...standing, evidence: { failingSince } };
}

const stateIn = (row: TableRow | undefined): DeliveryState | undefined => row?.state as DeliveryState | undefined;

/** The delivery that an alert names. */
function deliveryIn(alert: Alert): string | undefined {
  if (alert.type !== "delivery.exhausted") return undefined;
  const { deliveryId } = alert.facts.latest;
  return parseDeliveryId(deliveryId) ? deliveryId : undefined;
}

function headOf(row: TableRow | undefined, tenant: TableRow | undefined): SubscriptionHead | undefined {
  return row && { ...recordIn<SubscriptionHead>(row), tenantName: String(tenant?.name ?? "") };
}
