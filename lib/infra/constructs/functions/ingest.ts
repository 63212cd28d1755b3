import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Env, ingestEnv } from "../../../contract/env.ts";
import type { Options } from "../../options.ts";
import { requestTimeoutSeconds } from "../../timing.ts";
import { allow, PosthornFunction } from "./posthorn-function.ts";

interface IngestProps {
  bundle: string;
  options: Options;
  table: TableV2;
  deliveries: Queue;
  /** Lambda sends here, in the function's role, what it gave up on. */
  busDeadLetters: Queue;
}

/** Takes events in from the API and the bus. */
export class Ingest extends PosthornFunction {
  constructor(scope: Construct, id: string, { bundle, options, table, deliveries, busDeadLetters }: IngestProps) {
    const environment: Env<typeof ingestEnv> = {
      TABLE_NAME: table.tableName,
      DELIVERIES_QUEUE_URL: deliveries.queueUrl,
      RETENTION_DAYS: String(options.retentionDays),
    };
    super(scope, id, {
      name: "ingest",
      description: "Takes events in and queues a message for each delivery",
      bundle,
      options,
      memoryMb: 512,
      timeoutSeconds: requestTimeoutSeconds,
      environment,
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:BatchWriteItem"], table.tableArn),
        // Deliveries that are recorded as skipped, unless there is a row already.
        allow(["dynamodb:PutItem"], table.tableArn),
        allow(["sqs:SendMessage"], deliveries.queueArn, busDeadLetters.queueArn),
      ],
    });
  }
}
