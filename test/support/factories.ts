import { newId } from "../../lib/core/ids.ts";
import type { Event } from "../../lib/core/model/event.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";

/** A subscription with defaults for all fields that a test doesn't set. */
export function subscriptionOf(fields: Partial<Subscription> = {}): Subscription {
  return {
    id: newId("sub", Date.now()),
    tenantId: "acme",
    url: "https://receiver.example/hook",
    events: ["*"],
    dialect: "standard",
    secret: { store: "sealed", versions: ["v1"] },
    headers: {},
    timeoutSeconds: 30,
    maxRetries: 3,
    verifyTls: true,
    active: true,
    metadata: {},
    createdAt: "2026-01-01T00:00:00.000Z",
    updatedAt: "2026-01-01T00:00:00.000Z",
    ...fields,
  };
}

/** An event with defaults for all fields that a test doesn't set. */
export const sampleEvent = (fields: Partial<Event> = {}): Event => ({
  id: "evt_1",
  ulid: "01J00000000000000000000000",
  tenantId: "acme",
  type: "a",
  occurredAt: "2026-01-01T00:00:00.000Z",
  data: "{}",
  ...fields,
});
