import type { Event } from "./event.ts";
import type { RunTrigger } from "./trigger.ts";

/**
 * A message of a lane. A round is one trip through its queue, until SQS moves the message to the dead-letter queue.
 * Posthorn then sends the message back for another round.
 */
export interface DeliveryTask {
  deliveryId: string;
  subscriptionId: string;
  event: Event;
  queuedAt: string;
  round: number;
  /** The number of attempts that were recorded when this round began. */
  attemptsBefore: number;
  /** The number of earlier rounds in a row that ended without an attempt. */
  idleRounds: number;
  /** The run that the message belongs to. A message of an earlier run than the delivery's is stale. */
  run: number;
  trigger: RunTrigger;
  replayId?: string;
  /** The message is a copy of a stuck message, which stays in the dead-letter queue until the delivery makes progress. */
  copy?: true;
  /** How often the stuck message that this one replaced had been sent again. */
  sentAgain?: number;
  /** The time of the request that last redrove this message from the dead-letter queue, where it was stuck. */
  redrivenAt?: string;
  /** How often the message found no place among the POSTs to a slow endpoint, and was sent on. */
  sentOn?: number;
  /** How often the delivery had been held or parked when the message was sent. */
  holds?: number;
  /** When the message's POST has its slot under the subscription's rate limit, in epoch milliseconds. */
  slotMs?: number;
  /** The message is a probe of an open breaker: the number of probes that had failed before it. */
  probe?: number;
}
