import type { Clock } from "../../core/clock.ts";
import type { FlightGauge } from "../../core/delivery/parking.ts";
import { keptBriefly } from "../../core/kit/kept-briefly.ts";
import { orFault } from "../kit/sdk-errors.ts";
import { type SqsCaller, sqsWire } from "./wire.ts";

/**
 * SQS's own count is approximate, and becomes right within about a minute. So asking more often brings nothing.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/confirm-queue-is-empty.html
 */
const KEEP_MS = 60_000;
const FAILURE_MS = 5_000;

/** Tells how many messages of a queue are in flight. */
export function sqsFlightGauge(caller: SqsCaller, QueueUrl: string, now: Clock): FlightGauge {
  const call = sqsWire(caller, QueueUrl);
  const { value } = keptBriefly(ask, { keepMs: KEEP_MS, failureMs: FAILURE_MS, now });
  return { inFlight: value };

  async function ask(): Promise<number> {
    const asked = { QueueUrl, AttributeNames: ["ApproximateNumberOfMessagesNotVisible" as const] };
    const { Attributes } = await orFault("counting messages in flight failed", () => call("GetQueueAttributes", asked));
    return Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
  }
}
