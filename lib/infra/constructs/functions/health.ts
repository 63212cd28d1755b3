import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { healthEnv } from "../../../contract/env.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

const COUNTED = ["intake", "fanOut", "deliveries", "ordered", "retries"] as const;

interface HealthFunctionProps extends SharedProps {
  /** Acts for the tenant that a request names. */
  adminKey: ISecret;
  /** Gets the subscriptions for which something is due. */
  wakes: Queue;
  /** The overview counts their messages. */
  counted: Readonly<Record<(typeof COUNTED)[number], Queue>>;
}

/** Serves the routes for the health of endpoints, time series, the operator's views and tests of dialects. */
export class HealthFunction extends PosthornFunction<typeof healthEnv> {
  constructor(scope: Construct, id: string, { adminKey, wakes, counted, ...shared }: HealthFunctionProps) {
    const { table, stateIndexArn, dueIndexArn } = shared.data;
    const { tableArn } = table;
    super(scope, id, shared, {
      name: "health",
      description:
        "Serves the routes for the health of endpoints, time series, the operator's views and tests of dialects",
      variables: healthEnv,
      environment: {
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
        WAKES_QUEUE_URL: wakes.queueUrl,
        INTAKE_QUEUE_URL: counted.intake.queueUrl,
        FAN_OUT_QUEUE_URL: counted.fanOut.queueUrl,
        DELIVERIES_QUEUE_URL: counted.deliveries.queueUrl,
        ORDERED_QUEUE_URL: counted.ordered.queueUrl,
        RETRIES_QUEUE_URL: counted.retries.queueUrl,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        // Counts held deliveries, and finds endpoints in trouble. Reads tallies, a tenant's subscriptions, dead letters, and
        // the lists of tenants, replays and names.
        allow(["dynamodb:Query"], stateIndexArn, dueIndexArn, tableArn),
        // Pauses and resumes an endpoint, of which something may be known already or not. Takes places for tests.
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem"], tableArn),
        // Wakes a subscription whose health was changed.
        allow(["sqs:SendMessage"], wakes.queueArn),
        allow(["sqs:GetQueueAttributes"], ...COUNTED.map((name) => counted[name].queueArn)),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
    });
  }
}
