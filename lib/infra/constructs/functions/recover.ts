import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { recoverEnv } from "../../../contract/env.ts";
import { recoverTimeoutSeconds } from "../../timing.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface RecoverFunctionProps extends SharedProps {
  deliveries: Queue;
  /** The queue of slices of tenants' deletions. */
  deletions: Queue;
}

/**
 * Finds deliveries whose messages SQS deleted after 14 days, each tenant's once a day, and deletions of tenants that don't
 * advance.
 */
export class RecoverFunction extends PosthornFunction<typeof recoverEnv> {
  constructor(scope: Construct, id: string, { deliveries, deletions, ...shared }: RecoverFunctionProps) {
    const { table, stateIndexArn } = shared.data;
    const { tableArn } = table;
    super(scope, id, shared, {
      name: "recover",
      description: "Queues deliveries again whose messages were lost",
      timeoutSeconds: recoverTimeoutSeconds,
      variables: recoverEnv,
      environment: { DELIVERIES_QUEUE_URL: deliveries.queueUrl, DELETIONS_QUEUE_URL: deletions.queueUrl },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        allow(["dynamodb:Query"], tableArn, stateIndexArn),
        // Writes the new runs of deliveries, and begins the release of forgotten ones.
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:PartiQLInsert"], tableArn),
        allow(["sqs:SendMessage"], deliveries.queueArn, deletions.queueArn),
      ],
    });
    new Rule(this, "Hourly", {
      description: "Looks for lost deliveries, each hour those of other tenants",
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(this.function)],
    });
  }
}
