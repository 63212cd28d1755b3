import {
  ALERT_ID,
  parseDeliveryId,
  REJECTED_EVENT_ID,
  REPLAY_ID,
  SUBSCRIPTION_ID,
  TENANT_DELETION_ID,
} from "../ids.ts";
import { isOperatorKeyId, tenantOfKeyId } from "../keys/api-keys.ts";
import { TENANT_ID } from "../tenants.ts";
import type { NamedThing } from "./found-thing.ts";

/** Ids of one form each. A producer that gives its events such ids doesn't find them by them. */
const FORMS = [
  ["replay", (id: string) => REPLAY_ID.test(id)],
  ["alert", (id: string) => ALERT_ID.test(id)],
  ["rejected-event", (id: string) => REJECTED_EVENT_ID.test(id)],
  ["tenant-deletion", (id: string) => TENANT_DELETION_ID.test(id)],
  ["delivery", (id: string) => parseDeliveryId(id) !== undefined],
] as const;

/** Has the id a form that only Posthorn gives, and to no event? */
export const isOfOwnForm = (id: string): boolean => SUBSCRIPTION_ID.test(id) || FORMS.some(([, fits]) => fits(id));

/** The things whose rows the id alone leads to, if it names one. */
export function namedBy(id: string): NamedThing[] {
  const form = FORMS.find(([, fits]) => fits(id));
  if (form) return [{ type: form[0], id }];
  const tenantId = tenantOfKeyId(id);
  return [
    ...(TENANT_ID.test(id) ? [{ type: "tenant" as const, id }] : []),
    ...(tenantId === undefined ? [] : [{ type: "api-key" as const, id, tenantId }]),
    ...(isOperatorKeyId(id) ? [{ type: "operator-key" as const, id }] : []),
  ];
}
