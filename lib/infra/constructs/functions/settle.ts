import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Construct } from "constructs";
import type { Env, settleEnv } from "../../../contract/env.ts";
import type { Options } from "../../options.ts";
import { settleTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import type { DeliveryQueues } from "../queues.ts";
import { allow, PosthornFunction } from "./posthorn-function.ts";

interface SettleProps {
  bundle: string;
  options: Options;
  table: TableV2;
  queues: DeliveryQueues;
  bus: EventBus;
}

/** Settling is a read and a send for ten messages: this keeps up with thousands of them a second. */
const MAXIMUM_CONCURRENCY = 10;

/** Decides what becomes of deliveries whose round of receives is used up. */
export class Settle extends PosthornFunction {
  constructor(scope: Construct, id: string, { bundle, options, table, queues, bus }: SettleProps) {
    const { deliveries, deadLetters } = queues;
    const environment: Env<typeof settleEnv> = {
      TABLE_NAME: table.tableName,
      RETENTION_DAYS: String(options.retentionDays),
      DELIVERIES_QUEUE_URL: deliveries.queueUrl,
      DEAD_LETTERS_QUEUE_URL: deadLetters.queueUrl,
      BUS_NAME: bus.eventBusName,
    };
    super(scope, id, {
      name: "settle",
      description: "Sends dead letters round again or announces that they are exhausted",
      bundle,
      options,
      memoryMb: 256,
      timeoutSeconds: settleTimeoutSeconds,
      environment,
      grants: [
        allow(["dynamodb:BatchGetItem"], table.tableArn),
        // What is on record of letters that stay in the queue for a person.
        allow(["dynamodb:PutItem", "dynamodb:DeleteItem"], table.tableArn),
        allow(["sqs:SendMessage"], deliveries.queueArn),
        allow([...CONSUME, "sqs:ChangeMessageVisibility"], deadLetters.queueArn),
        allow(["events:PutEvents"], bus.eventBusArn),
      ],
    });
    consume(this, this.function, deadLetters, MAXIMUM_CONCURRENCY);
  }
}
