import type { components } from "../../client/api.d.ts";

export type ListedAlert = components["schemas"]["Alert"];

export const ALERT_TYPES = [
  "subscription.failing",
  "subscription.disable-scheduled",
  "subscription.disabled",
  "delivery.exhausted",
  "subscription.rate-limited",
  "filter.too-slow",
  "subscription.recovered",
] as const satisfies readonly ListedAlert["type"][];
