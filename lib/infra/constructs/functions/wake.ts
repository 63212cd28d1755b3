import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { wakeEnv } from "../../../contract/env.ts";
import { queueConcurrency } from "../../concurrency.ts";
import { wakeTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import type { DeliveryQueues, WakeQueues } from "../queues.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface WakeFunctionProps extends SharedProps {
  queues: DeliveryQueues;
  wakes: WakeQueues;
}

/** Sends probes to failing endpoints, releases held deliveries, and has ordered lanes go on. */
export class WakeFunction extends PosthornFunction<typeof wakeEnv> {
  constructor(scope: Construct, id: string, { queues, wakes, ...shared }: WakeFunctionProps) {
    const { table, stateIndexArn, dueIndexArn } = shared.data;
    const { tableArn } = table;
    const { retries, ordered } = queues;
    super(scope, id, shared, {
      name: "wake",
      description: "Sends probes to failing endpoints, and releases held deliveries",
      timeoutSeconds: wakeTimeoutSeconds,
      variables: wakeEnv,
      environment: {
        RETRIES_QUEUE_URL: retries.queueUrl,
        ORDERED_QUEUE_URL: ordered.queueUrl,
        WAKES_QUEUE_URL: wakes.slices.queueUrl,
        AUTO_DISABLE_DAYS: String(shared.options.autoDisableDays),
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        // Lists the lanes of an ordered subscription from the table, and all else from the indexes.
        allow(["dynamodb:Query"], tableArn, stateIndexArn, dueIndexArn),
        // Changes the health of endpoints, the rows of held deliveries, and subscriptions that it switches off. Raises alerts.
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:PartiQLInsert"], tableArn),
        allow(["sqs:SendMessage"], retries.queueArn, ordered.queueArn, wakes.slices.queueArn),
        allow(CONSUME, wakes.slices.queueArn),
      ],
      // Each slice of a release sends the message of the next one, 15 s later. The loop ends when nothing was held for 16
      // minutes, or when the endpoint fails again. If its receiver asks to wait, retry sends a message here, 15 s later
      // or more.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    consume(this, this.function, wakes.slices, { maxConcurrency: queueConcurrency(shared.options).wake, batchSize: 1 });
    new Rule(this, "EachMinute", {
      description: "Looks for subscriptions with something due",
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.function)],
    });
  }
}
