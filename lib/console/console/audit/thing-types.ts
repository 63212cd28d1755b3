import type { components } from "../../client/api.d.ts";
import { membersOf } from "../../client/members-of.ts";

export type ThingType = components["schemas"]["AuditedResource"]["type"];

export const THING_TYPES = membersOf<ThingType>({
  subscription: true,
  delivery: true,
  event: true,
  replay: true,
  tenant: true,
  "api-key": true,
  "operator-key": true,
  "admin-key": true,
  "console-session": true,
  "portal-session": true,
  "portal-branding": true,
  "event-type": true,
  "derived-type": true,
  dialect: true,
  "dead-letters": true,
  "rejected-event": true,
  "key-ring": true,
});
