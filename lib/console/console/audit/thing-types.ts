import type { components } from "../../client/api.d.ts";

export type ThingType = components["schemas"]["AuditedResource"]["type"];

export const THING_TYPES = [
  "subscription",
  "delivery",
  "event",
  "replay",
  "tenant",
  "api-key",
  "operator-key",
  "admin-key",
  "console-session",
  "portal-session",
  "portal-branding",
  "event-type",
  "derived-type",
  "dialect",
  "dead-letters",
  "rejected-event",
  "key-ring",
] as const satisfies readonly ThingType[];
