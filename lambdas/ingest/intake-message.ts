import type { SQSRecord } from "aws-lambda";
import { REJECTED_ID_ATTRIBUTE } from "../../lib/aws/sqs/intake-queue.ts";

/** A message of the intake queue: an event from the bus. */
export interface IntakeMessage {
  messageId: string;
  receiptHandle: string;
  receives: number;
  sentAtMs: number;
  /** The raw JSON text of the event, as EventBridge sent it. */
  body: string;
  /** The id of its record, if the event was rejected before and somebody redrove it. */
  rejectedId: string | undefined;
}

export const intakeMessage = ({ attributes, messageAttributes, ...record }: SQSRecord): IntakeMessage => ({
  messageId: record.messageId,
  receiptHandle: record.receiptHandle,
  receives: Number(attributes.ApproximateReceiveCount),
  sentAtMs: Number(attributes.SentTimestamp),
  body: record.body,
  rejectedId: messageAttributes[REJECTED_ID_ATTRIBUTE]?.stringValue,
});
