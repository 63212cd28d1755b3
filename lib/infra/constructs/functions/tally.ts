import { Duration } from "aws-cdk-lib";
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { DELIVERY_PREFIX, PARTITION_KEY } from "../../../aws/dynamodb/table.ts";
import { tallyEnv } from "../../../contract/env.ts";
import { tallyTimeoutSeconds } from "../../timing.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

/**
 * The changes of deliveries that still exist. A mapping filters on the keys and images of records only
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html), and passed-over records cost nothing. Among
 * them are the tallies that the function writes itself, and rows that expire.
 */
const DELIVERIES = FilterCriteria.filter({
  dynamodb: {
    Keys: { [PARTITION_KEY]: { S: FilterRule.beginsWith(DELIVERY_PREFIX) } },
    NewImage: { state: { S: FilterRule.exists() } },
  },
});

/** Adds up what deliveries do, by the minute and the hour. */
export class TallyFunction extends PosthornFunction<typeof tallyEnv> {
  constructor(scope: Construct, id: string, props: SharedProps) {
    const { table, streamArn } = props.data;
    const { tableArn } = table;
    super(scope, id, props, {
      name: "tally",
      description: "Adds up what deliveries do, by the minute and the hour",
      timeoutSeconds: tallyTimeoutSeconds,
      variables: tallyEnv,
      environment: {},
      grants: [
        // Reads tenants and tallies, and writes tallies.
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem"], tableArn),
        // Lambda reads the stream with the function's permissions: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
        allow(
          ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords", "dynamodb:ListStreams"],
          streamArn,
        ),
      ],
    });
    // Each shard has a batch of its own, and each batch writes a few rows for each of its subscriptions. So batches wait
    // for a minute, or until they are large. A batch that keeps failing is given up: only statistics are lost. It is not
    // divided, because the function counts nothing twice and passes over records that it can't read.
    new EventSourceMapping(this, "Changes", {
      target: this.function,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.LATEST,
      batchSize: 1_000,
      maxBatchingWindow: Duration.seconds(60),
      filters: [DELIVERIES],
      retryAttempts: 100,
      maxRecordAge: Duration.hours(1),
    });
  }
}
