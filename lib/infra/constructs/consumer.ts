import { EventSourceMapping, type IFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

/** What Lambda needs of a queue, as the function's role, to poll it. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const CONSUME = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/**
 * Has Lambda invoke a function with a queue's messages, some at a time, as soon as there are any. The function
 * tells which of them failed; the others are deleted.
 *
 * @param maximumConcurrency batches at a time, 2 to 1,000
 */
export function consume(
  scope: Construct,
  target: IFunction,
  queue: Queue,
  maximumConcurrency: number,
  batchSize = 10,
): void {
  new EventSourceMapping(scope, "Messages", {
    target,
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
    maxConcurrency: maximumConcurrency,
  });
}
