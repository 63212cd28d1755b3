import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { logEnv } from "../../../contract/env.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface LogFunctionProps extends SharedProps {
  /** Acts for the tenant that a request names. */
  adminKey: ISecret;
  deliveries: Queue;
  /** Gets the ordered subscriptions whose deliveries go on after a cancellation. */
  wakes: Queue;
  /** The queue of the replays' slices. */
  slices: Queue;
  /** Gets the rejected events that the operator redrives. */
  intake: Queue;
}

/** Serves the routes for events, deliveries, statistics, replays and rejected events. */
export class LogFunction extends PosthornFunction<typeof logEnv> {
  constructor(scope: Construct, id: string, { adminKey, ...props }: LogFunctionProps) {
    const { deliveries, wakes, slices, intake, ...shared } = props;
    const { table, stateIndexArn } = shared.data;
    const { tableArn } = table;
    super(scope, id, shared, {
      name: "log",
      description: "Serves the routes for events, deliveries, statistics, replays and rejected events",
      variables: logEnv,
      environment: {
        DELIVERIES_QUEUE_URL: deliveries.queueUrl,
        WAKES_QUEUE_URL: wakes.queueUrl,
        REPLAYS_QUEUE_URL: slices.queueUrl,
        INTAKE_QUEUE_URL: intake.queueUrl,
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        allow(["dynamodb:Query"], tableArn, stateIndexArn),
        // Writes a retry or a cancellation into the delivery's row, and erases the content of an event and the receivers'
        // answers to it.
        allow(["dynamodb:UpdateItem", "dynamodb:PartiQLInsert", "dynamodb:BatchWriteItem"], tableArn),
        // Begins and steers a replay, and claims an idempotency key.
        allow(["dynamodb:PutItem"], tableArn),
        // Releases an idempotency key when its request was rejected, discards a rejected event, and takes a cancelled replay
        // off the operator's list of open ones.
        allow(["dynamodb:DeleteItem"], tableArn),
        // Queues a retry, a subscription to wake, a slice of a replay, or a rejected event.
        allow(["sqs:SendMessage"], deliveries.queueArn, wakes.queueArn, slices.queueArn, intake.queueArn),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
    });
  }
}
