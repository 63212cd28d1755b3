import type { EventBus } from "aws-cdk-lib/aws-events";
import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { settleEnv } from "../../../contract/env.ts";
import { queueConcurrency } from "../../concurrency.ts";
import { settleTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import type { DeliveryQueues } from "../queues.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface SettleFunctionProps extends SharedProps {
  queues: DeliveryQueues;
  bus: EventBus;
}

/** Decides what happens to a delivery when its round of receives is used up. */
export class SettleFunction extends PosthornFunction<typeof settleEnv> {
  constructor(scope: Construct, id: string, { queues, bus, ...shared }: SettleFunctionProps) {
    const { retries, deadLetters } = queues;
    const { tableArn } = shared.data.table;
    super(scope, id, shared, {
      name: "settle",
      description: "Queues dead letters again for another round, or announces that they are exhausted",
      memoryMb: 256,
      timeoutSeconds: settleTimeoutSeconds,
      variables: settleEnv,
      environment: {
        RETRIES_QUEUE_URL: retries.queueUrl,
        DEAD_LETTERS_QUEUE_URL: deadLetters.queueUrl,
        BUS_NAME: bus.eventBusName,
      },
      grants: [
        allow(["dynamodb:BatchGetItem"], tableArn),
        // Records the dead letters that stay in the queue. Counts exhausted deliveries.
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], tableArn),
        allow(["sqs:SendMessage"], retries.queueArn),
        allow([...CONSUME, "sqs:ChangeMessageVisibility"], deadLetters.queueArn),
        allow(["events:PutEvents"], bus.eventBusArn),
      ],
      // SQS redrives the deliveries that settle sends to `retries` back here. A round without an attempt is idle. After
      // MAX_IDLE_ROUNDS in a row, settle sends one copy of a message at a time, at intervals of up to 12 hours.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    consume(this, this.function, deadLetters, { maxConcurrency: queueConcurrency(shared.options).settle });
  }
}
