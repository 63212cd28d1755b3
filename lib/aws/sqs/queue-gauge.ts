import type { QueueGauge } from "../../core/overview/in-flight.ts";
import { orFault } from "../kit/sdk-errors.ts";
import { type SqsCaller, sqsWire } from "./wire.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
const COUNTS = {
  visible: "ApproximateNumberOfMessages",
  notVisible: "ApproximateNumberOfMessagesNotVisible",
  delayed: "ApproximateNumberOfMessagesDelayed",
} as const;

/** Counts the messages of a queue. */
export function sqsQueueGauge(caller: SqsCaller, QueueUrl: string): QueueGauge {
  const call = sqsWire(caller, QueueUrl);
  const asked = { QueueUrl, AttributeNames: Object.values(COUNTS) };
  return {
    async measure() {
      const { Attributes } = await orFault("counting a queue's messages failed", () =>
        call("GetQueueAttributes", asked),
      );
      const countOf = (name: keyof typeof COUNTS): number => Number(Attributes?.[COUNTS[name]] ?? 0);
      return { visible: countOf("visible"), notVisible: countOf("notVisible"), delayed: countOf("delayed") };
    },
  };
}
