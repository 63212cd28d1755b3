import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Env, logEnv } from "../../../contract/env.ts";
import type { Options } from "../../options.ts";
import { requestTimeoutSeconds } from "../../timing.ts";
import type { DataTable } from "../table.ts";
import { allow, PosthornFunction } from "./posthorn-function.ts";

interface LogFunctionProps {
  bundle: string;
  options: Options;
  data: DataTable;
  deliveries: Queue;
  replays: Queue;
}

/** Answers the routes about what happened to events. */
export class LogFunction extends PosthornFunction {
  constructor(scope: Construct, id: string, props: LogFunctionProps) {
    const { bundle, options, data, deliveries, replays } = props;
    const { tableArn, tableName } = data.table;
    const environment: Env<typeof logEnv> = {
      TABLE_NAME: tableName,
      RETENTION_DAYS: String(options.retentionDays),
      DELIVERIES_QUEUE_URL: deliveries.queueUrl,
      REPLAYS_QUEUE_URL: replays.queueUrl,
    };
    super(scope, id, {
      name: "log",
      description: "What became of events, and its repair",
      bundle,
      options,
      memoryMb: 512,
      timeoutSeconds: requestTimeoutSeconds,
      environment,
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        allow(
          ["dynamodb:Query"],
          tableArn,
          data.headIndexArn,
          data.logIndexArn,
          data.stateIndexArn,
          data.failureIndexArn,
        ),
        // A retry, or its cancelling: queued, and put into the delivery's row.
        allow(["dynamodb:PutItem"], tableArn),
        // The content of an event, and the answers to it, erased.
        allow(["dynamodb:UpdateItem", "dynamodb:BatchWriteItem"], tableArn),
        // The claim to an idempotency key, let go when its request was refused.
        allow(["dynamodb:DeleteItem"], tableArn),
        allow(["sqs:SendMessage"], deliveries.queueArn, replays.queueArn),
      ],
    });
  }
}
