import type { Fate } from "../../lib/core/delivery/dead-letter-fate.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";

/** A message of the dead-letter queue. */
export interface DeadLetter {
  messageId: string;
  /** When the message was sent, ISO 8601. SQS keeps this time when it moves a message. */
  sentAt: string;
  receiptHandle: string;
  /** How often the dead-letter queue has handed out the message, this time included. */
  receives: number;
  /** Undefined for a body that can't be read. */
  task: DeliveryTask | undefined;
}

/** A dead letter, and what settle does with it. */
export interface DecidedLetter {
  letter: DeadLetter;
  fate: Fate;
}

/** A dead letter that stays in the queue, hidden for `seconds`. */
export interface KeptLetter {
  letter: DeadLetter;
  seconds: number;
}
