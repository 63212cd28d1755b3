import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { fanOutEnv } from "../../../contract/env.ts";
import { queueConcurrency } from "../../concurrency.ts";
import { fanOutTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface FanOutFunctionProps extends SharedProps {
  deliveries: Queue;
  pages: Queue;
}

/** Queues the deliveries of events that have many, and decides about matches that take long. */
export class FanOutFunction extends PosthornFunction<typeof fanOutEnv> {
  constructor(scope: Construct, id: string, { deliveries, pages, ...shared }: FanOutFunctionProps) {
    const { tableArn } = shared.data.table;
    super(scope, id, shared, {
      name: "fan-out",
      description: "Queues the deliveries of events with many subscriptions, and evaluates slow filters",
      // Filters take CPU, and Lambda gives CPU in proportion to memory.
      memoryMb: 1024,
      timeoutSeconds: fanOutTimeoutSeconds,
      variables: fanOutEnv,
      environment: { DELIVERIES_QUEUE_URL: deliveries.queueUrl, FAN_OUT_QUEUE_URL: pages.queueUrl },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:Query"], tableArn),
        // Writes decisions, and deliveries that aren't queued.
        allow(["dynamodb:BatchWriteItem", "dynamodb:PartiQLInsert"], tableArn),
        // Replaces a delivery's row that has expired but isn't deleted yet. Notes problems of filters, and raises alerts.
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem"], tableArn),
        allow(["sqs:SendMessage"], deliveries.queueArn, pages.queueArn),
        allow([...CONSUME, "sqs:ChangeMessageVisibility"], pages.queueArn),
      ],
      // A page that takes too long sends the rest of its subscriptions in a page of their own. The loop ends, because
      // each page decides about at least one of them.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    consume(this, this.function, pages, { maxConcurrency: queueConcurrency(shared.options)["fan-out"], batchSize: 1 });
  }
}
