import { BUS_SOURCE } from "../../contract/bus.ts";
import type { OwnEvent, OwnEvents } from "../../core/alerts/alert-routes.ts";
import { messageSender } from "./message-sender.ts";
import type { SqsCaller } from "./wire.ts";

/** Sends events of Posthorn's own to the intake queue. */
export function sqsOwnEvents(client: SqsCaller, queueUrl: string): OwnEvents {
  const send = messageSender(client, queueUrl);
  return {
    sendOwnEvents: (events) => send(events.map((event) => ({ body: busForm(event), groupId: event.tenantId }))),
  };
}

/**
 * An event of Posthorn's own in the form in which EventBridge sends a producer's events to the queue
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html). EventBridge sends the queue no
 * event with this source, so a producer can't forge one.
 */
export const busForm = ({ tenantId, id, type, occurredAt, data }: OwnEvent): string =>
  JSON.stringify({
    id,
    source: BUS_SOURCE,
    "detail-type": type,
    time: occurredAt,
    detail: { tenantId, occurredAt, data },
  });
