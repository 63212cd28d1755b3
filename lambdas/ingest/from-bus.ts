import type { EventBridgeEvent } from "aws-lambda";
import { busDetailSchema, refuseUnfitData } from "../../lib/api/events/event-schemas.ts";
import { eventTypeField } from "../../lib/api/http/fields.ts";
import { validated } from "../../lib/api/http/schema.ts";
import type { AdmissionReader } from "../../lib/core/admission.ts";
import type { Clock } from "../../lib/core/clock.ts";
import { Refusal } from "../../lib/core/errors.ts";
import { identify } from "../../lib/core/events.ts";
import type { acceptEvents } from "./accept.ts";

export type BusEvent = EventBridgeEvent<string, unknown>;

export interface BusIngestPorts {
  admission: AdmissionReader;
  accept: ReturnType<typeof acceptEvents>;
  now: Clock;
}

/**
 * Accepts an event from the bus: `detail-type` is its type, `detail` is `{tenantId, data, id?, occurredAt?}`. Without
 * an `id`, the event gets EventBridge's id, so that a redelivery is a duplicate.
 *
 * The Lambda runtime has already parsed the detail, so numbers in it have the precision of a double. Throws if the
 * event can't be accepted. Lambda then retries the event twice, and sends it to the bus's dead-letter queue.
 */
export function ingestFromBus({ admission, accept, now }: BusIngestPorts) {
  return async function ingest(busEvent: BusEvent): Promise<void> {
    const type = validated(eventTypeField, busEvent["detail-type"], "/detail-type");
    const detail = validated(busDetailSchema, busEvent.detail, "/detail");
    const { tenantId, data, id = busEvent.id, occurredAt = busEvent.time } = detail;
    refuseUnfitData(data, "/detail");
    const event = identify({ type, data, id, occurredAt }, tenantId, undefined, now());
    const { tenant, catalogVersion } = await admission.admit(tenantId, undefined);
    if (!tenant)
      throw new Refusal(422, "Unknown tenant.", [{ path: "/detail/tenantId", message: "is not a known tenant" }]);
    await accept(tenant, { events: [event], batch: false }, catalogVersion);
  };
}
