import { Duration } from "aws-cdk-lib";
import type { Queue as SqsQueue } from "aws-cdk-lib/aws-sqs";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Env, replayEnv } from "../../../contract/env.ts";
import { SLICE_RECEIVES } from "../../../core/limits.ts";
import type { Options } from "../../options.ts";
import { replayTimeoutSeconds, visibilitySeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import { secured } from "../queues.ts";
import type { DataTable } from "../table.ts";
import { allow, PosthornFunction } from "./posthorn-function.ts";

/** The queue of replays' slices, and the one for those that could not be done. */
export class ReplayQueues extends Construct {
  readonly slices: SqsQueue;
  readonly deadLetters: SqsQueue;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.deadLetters = new Queue(this, "DeadLetters", secured(`posthorn-${stage}-replays-dead-letters`));
    this.slices = new Queue(this, "Slices", {
      ...secured(`posthorn-${stage}-replays`),
      visibilityTimeout: Duration.seconds(visibilitySeconds(replayTimeoutSeconds)),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: SLICE_RECEIVES },
    });
  }
}

interface ReplayProps {
  bundle: string;
  options: Options;
  data: DataTable;
  deliveries: SqsQueue;
  queues: ReplayQueues;
}

/** Slices at a time, of as many replays: what they start is the load of `deliver`, which has a limit of its own. */
const MAXIMUM_CONCURRENCY = 5;

/** Sends many deliveries again, a slice at a time. */
export class Replay extends PosthornFunction {
  constructor(scope: Construct, id: string, { bundle, options, data, deliveries, queues }: ReplayProps) {
    const { tableArn, tableName } = data.table;
    const environment: Env<typeof replayEnv> = {
      TABLE_NAME: tableName,
      RETENTION_DAYS: String(options.retentionDays),
      DELIVERIES_QUEUE_URL: deliveries.queueUrl,
      REPLAYS_QUEUE_URL: queues.slices.queueUrl,
    };
    super(scope, id, {
      name: "replay",
      description: "Sends deliveries again that a replay is about",
      bundle,
      options,
      // A delivery takes a millisecond of a whole CPU, and Lambda gives CPU by memory.
      memoryMb: 1024,
      timeoutSeconds: replayTimeoutSeconds,
      environment,
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        allow(["dynamodb:Query"], tableArn, data.headIndexArn, data.logIndexArn, data.stateIndexArn),
        // The replay's own row and those of deliveries; matches beside their events.
        allow(["dynamodb:PutItem", "dynamodb:BatchWriteItem"], tableArn),
        allow(["sqs:SendMessage"], deliveries.queueArn, queues.slices.queueArn),
        allow(CONSUME, queues.slices.queueArn),
      ],
    });
    consume(this, this.function, queues.slices, MAXIMUM_CONCURRENCY, 1);
  }
}
