import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Clock } from "../../core/clock.ts";
import type { FlightGauge } from "../../core/delivery/parking.ts";
import { keptBriefly } from "../../core/kit/kept-briefly.ts";
import { orFault } from "../kit/sdk-errors.ts";

/**
 * SQS's own count is approximate, and becomes right within about a minute. So asking more often brings nothing.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/confirm-queue-is-empty.html
 */
const KEEP_MS = 60_000;
const FAILURE_MS = 5_000;

/** Tells how many messages of a queue are in flight. */
export function sqsFlightGauge(client: SQSClient, QueueUrl: string, now: Clock): FlightGauge {
  const { value } = keptBriefly(ask, { keepMs: KEEP_MS, failureMs: FAILURE_MS, now });
  return { inFlight: value };

  async function ask(): Promise<number> {
    const command = new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["ApproximateNumberOfMessagesNotVisible"],
    });
    const { Attributes } = await orFault("counting messages in flight failed", () => client.send(command));
    return Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
  }
}
