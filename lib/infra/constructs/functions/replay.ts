import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { replayEnv } from "../../../contract/env.ts";
import { queueConcurrency } from "../../concurrency.ts";
import { replayTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import type { ReplayQueues } from "../queues.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface ReplayFunctionProps extends SharedProps {
  deliveries: Queue;
  /** The FIFO queue of ordered lanes. */
  ordered: Queue;
  replays: ReplayQueues;
}

/** Starts the deliveries of replays, one slice at a time. */
export class ReplayFunction extends PosthornFunction<typeof replayEnv> {
  constructor(scope: Construct, id: string, { deliveries, ordered, replays, ...shared }: ReplayFunctionProps) {
    const { table, stateIndexArn } = shared.data;
    const { tableArn } = table;
    const { slices } = replays;
    super(scope, id, shared, {
      name: "replay",
      description: "Starts the deliveries of replays",
      // A delivery takes a millisecond of a whole CPU, and Lambda gives CPU in proportion to memory.
      memoryMb: 1024,
      timeoutSeconds: replayTimeoutSeconds,
      variables: replayEnv,
      environment: {
        DELIVERIES_QUEUE_URL: deliveries.queueUrl,
        ORDERED_QUEUE_URL: ordered.queueUrl,
        REPLAYS_QUEUE_URL: slices.queueUrl,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        allow(["dynamodb:Query"], tableArn, stateIndexArn),
        // Writes the rows of the replay and its deliveries, and matches beside their events.
        allow(
          ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:PartiQLInsert", "dynamodb:BatchWriteItem"],
          tableArn,
        ),
        // Takes a replay that has ended off the operator's list of open ones.
        allow(["dynamodb:DeleteItem"], tableArn),
        allow(["sqs:SendMessage"], deliveries.queueArn, ordered.queueArn, slices.queueArn),
        allow(CONSUME, slices.queueArn),
      ],
      // Each slice sends the message of the next one, and moves the replay's cursor forward. The loop ends at the
      // replay's `until` at the latest, or as soon as somebody pauses or cancels the replay. A slice that finds no free
      // place sends itself again, at most once a second. This loop ends when it finds one, or when the replay stops. A
      // slice leaves its place within a minute, and a slice that has waited may take a place that new ones may not.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    consume(this, this.function, slices, { maxConcurrency: queueConcurrency(shared.options).replay, batchSize: 1 });
  }
}
