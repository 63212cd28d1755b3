import type { components } from "../../client/api.d.ts";
import type { TextId } from "../../texts/texts.ts";

export type ListedAlert = components["schemas"]["Alert"];

/** The types of alerts in words. Those that need somebody soonest come first. */
export const ALERT_TYPES = {
  "subscription.failing": "alertType.failing",
  "subscription.disable-scheduled": "alertType.disable-scheduled",
  "subscription.disabled": "alertType.disabled",
  "delivery.exhausted": "alertType.exhausted",
  "subscription.rate-limited": "alertType.rate-limited",
  "filter.too-slow": "alertType.too-slow",
  "subscription.recovered": "alertType.recovered",
} as const satisfies Record<ListedAlert["type"], TextId>;
