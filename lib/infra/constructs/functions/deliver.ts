import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { deliverEnv } from "../../../contract/env.ts";
import type { Lane } from "../../../core/delivery/lane.ts";
import { queueConcurrency } from "../../concurrency.ts";
import type { StackOptions } from "../../options.ts";
import { deliverTimeoutSeconds, retryTimeoutSeconds } from "../../timing.ts";
import { CONSUME, consume } from "../consumer.ts";
import type { DeliveryQueues } from "../queues.ts";
import type { SigningSecretsLocation } from "../secrets.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface DeliverFunctionProps extends SharedProps {
  lane: Lane;
  queues: DeliveryQueues;
  /** Gets the subscriptions for which something is due. */
  wakes: Queue;
  /** Exhausted deliveries are announced here. */
  bus: EventBus;
  signingSecrets: SigningSecretsLocation;
}

/** What is particular to the function of a lane. */
interface LaneSettings {
  name: "deliver" | "retry" | "ordered";
  description: string;
  queue: (queues: DeliveryQueues) => Queue;
  timeoutSeconds: (options: StackOptions) => number;
  /** How long a batch that isn't full waits for more messages. */
  window?: Duration;
  recursiveLoop?: RecursiveLoop;
}

const LANES: Record<Lane, LaneSettings> = {
  quick: {
    name: "deliver",
    description: "Signs and POSTs first attempts to healthy endpoints, and records them",
    queue: ({ deliveries }) => deliveries,
    timeoutSeconds: deliverTimeoutSeconds,
  },
  patient: {
    name: "retry",
    description: "Signs and POSTs retries, and attempts that may take long, and records them",
    queue: ({ retries }) => retries,
    timeoutSeconds: retryTimeoutSeconds,
    // Messages that wait a little share an invocation. Otherwise each slow POST could hold one of its own.
    window: Duration.seconds(1),
    // `wake` sends probes and held deliveries here, and each of them may wake it again. A breaker's probes are a minute
    // apart at least, and each slice of a release sends other deliveries.
    // A message that finds no place among the POSTs to a slow endpoint comes back after 5 s to 15 min, until there is
    // one. Each POST frees its place after the time limit at the latest, even if its function died.
    recursiveLoop: RecursiveLoop.ALLOW,
  },
  ordered: {
    name: "ordered",
    description: "Signs and POSTs the deliveries of ordered subscriptions one after the other, and records them",
    queue: ({ ordered }) => ordered,
    timeoutSeconds: retryTimeoutSeconds,
    // A mapping of a FIFO queue can't have a window:
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
    //
    // It sends itself a message when its time is up and a lane goes on. A lane ends when nothing waits in it.
    recursiveLoop: RecursiveLoop.ALLOW,
  },
};

/** POSTs the deliveries in the queue of a lane. All lanes have the same code. */
export class DeliverFunction extends PosthornFunction<typeof deliverEnv> {
  constructor(scope: Construct, id: string, props: DeliverFunctionProps) {
    const { lane, queues, wakes, bus, signingSecrets, ...shared } = props;
    const { options, data } = shared;
    const { tableArn } = data.table;
    const { queue: queueIn, timeoutSeconds, window, ...particular } = LANES[lane];
    const queue = queueIn(queues);
    super(scope, id, shared, {
      ...particular,
      // It mostly waits, so it needs little CPU, and pays for memory while it waits. 128 MB are not enough: ten events of
      // 256 KiB take 125 MB of Node alone (`npm run bench -- --only deliver-memory`). Ten ordered lanes may read fifty.
      memoryMb: lane === "ordered" ? 512 : 192,
      timeoutSeconds: timeoutSeconds(options),
      variables: deliverEnv,
      environment: {
        LANE: lane,
        LANE_QUEUE_URL: queue.queueUrl,
        RETRIES_QUEUE_URL: queues.retries.queueUrl,
        ORDERED_QUEUE_URL: queues.ordered.queueUrl,
        WAKES_QUEUE_URL: wakes.queueUrl,
        BUS_NAME: bus.eventBusName,
        KEY_RING_SECRET_ID: signingSecrets.keyRingArn,
        RETRY_WAITS: options.retryWaits.join(","),
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        // Inserts deliveries and attempts in batches, and updates deliveries that have a row.
        allow(["dynamodb:PartiQLInsert", "dynamodb:UpdateItem"], tableArn),
        // Replaces a delivery's row that has expired but isn't deleted yet. Notes the health of endpoints.
        allow(["dynamodb:PutItem"], tableArn),
        // Writes the latest POST to each subscription.
        allow(["dynamodb:BatchWriteItem"], tableArn),
        // Forgets endpoints that are healthy again.
        allow(["dynamodb:DeleteItem"], tableArn),
        allow([...CONSUME, "sqs:ChangeMessageVisibility"], queue.queueArn),
        allow(["sqs:SendMessage"], queues.ordered.queueArn, wakes.queueArn),
        // What waits in an ordered lane has a place in the table.
        lane === "ordered" ? allow(["dynamodb:Query"], tableArn) : allow(["sqs:SendMessage"], queues.retries.queueArn),
        allow(["events:PutEvents"], bus.eventBusArn),
        allow(["secretsmanager:GetSecretValue"], signingSecrets.keyRingArn, signingSecrets.arnPattern),
      ],
      signingSecrets,
    });
    consume(this, this.function, queue, {
      maxConcurrency: queueConcurrency(options)[particular.name],
      ...(window && { window }),
    });
  }
}
