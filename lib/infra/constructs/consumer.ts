import type { Duration } from "aws-cdk-lib";
import { EventSourceMapping, type IFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

/**
 * What a function's role must allow so that Lambda can poll a queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const CONSUME = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

interface Polling {
  /** Batches at a time, 2 to 1,000. */
  maxConcurrency: number;
  /** @default 10 */
  batchSize?: number;
  /**
   * How long a batch that isn't full waits for more messages.
   *
   * @default not at all
   */
  window?: Duration;
}

/**
 * Has Lambda invoke a function with a queue's messages as soon as there are any. Lambda deletes the messages of a
 * batch, except those that the function reports as failed.
 */
export function consume(scope: Construct, target: IFunction, queue: Queue, polling: Polling): void {
  const { maxConcurrency, batchSize = 10, window } = polling;
  new EventSourceMapping(scope, "Messages", {
    target,
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
    maxConcurrency,
    ...(window && { maxBatchingWindow: window }),
  });
}
