import { decodeLaneMessage } from "../../lib/core/ordered/lane-message.ts";
import type { LaneMessage } from "../../lib/core/ordered/ordered-queue.ts";

/** A received message of the queue of ordered lanes, and what SQS reports about it. */
export interface ReceivedLaneMessage {
  messageId: string;
  receiptHandle: string;
  /** How often SQS has handed out the message, this time included. */
  receives: number;
  sentAtMs: number;
  group: string;
  /** Later messages of a group have larger numbers. */
  sequence: string;
  /** Undefined for a body that can't be read. */
  message: LaneMessage | undefined;
}

/** The fields of a record that SQS hands to a function. */
interface FifoRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: {
    ApproximateReceiveCount: string;
    SentTimestamp: string;
    MessageGroupId?: string;
    SequenceNumber?: string;
  };
}

/** Each message of a FIFO queue has a group and a sequence number. */
export function receivedLaneMessage({ messageId, receiptHandle, body, attributes }: FifoRecord): ReceivedLaneMessage {
  const { ApproximateReceiveCount, MessageGroupId: group = "", SequenceNumber: sequence = "" } = attributes;
  const receives = Number(ApproximateReceiveCount);
  const sentAtMs = Number(attributes.SentTimestamp);
  return { messageId, receiptHandle, receives, sentAtMs, group, sequence, message: decodeLaneMessage({ group, body }) };
}
