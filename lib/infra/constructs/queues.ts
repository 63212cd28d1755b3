import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import { Queue, QueueEncryption, type QueueProps, RedrivePermission } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { RECEIVES_PER_ROUND, SLICE_RECEIVES } from "../../core/limits.ts";
import type { StackOptions } from "../options.ts";
import { deliverTimeoutSeconds, replayTimeoutSeconds, settleTimeoutSeconds, visibilitySeconds } from "../timing.ts";

/** The longest that SQS allows. A redriven message keeps the time it was first sent, so both queues need the same. */
const RETENTION = Duration.days(14);

/** The queue of deliveries, and its dead-letter queue for messages whose round of receives is used up. */
export class DeliveryQueues extends Construct {
  readonly deliveries: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, options: StackOptions) {
    super(scope, id);
    const deliveriesName = `posthorn-${options.stage}-deliveries`;
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...secured(`posthorn-${options.stage}-dead-letters`),
      visibilityTimeout: Duration.seconds(visibilitySeconds(settleTimeoutSeconds)),
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [this.named(deliveriesName)],
      },
    });
    this.deliveries = new Queue(this, "Deliveries", {
      ...secured(deliveriesName),
      visibilityTimeout: Duration.seconds(visibilitySeconds(deliverTimeoutSeconds(options))),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES_PER_ROUND },
    });
  }

  /** Refers to a queue by name. The two queues refer to each other, and CloudFormation can't resolve such a cycle. */
  private named(queueName: string) {
    const arn = Stack.of(this).formatArn({
      service: "sqs",
      resource: queueName,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    return Queue.fromQueueArn(this, "DeliveriesByName", arn);
  }
}

/** The queue of replays' slices, and the dead-letter queue for slices that failed too often. */
export class ReplayQueues extends Construct {
  readonly slices: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { stage }: StackOptions) {
    super(scope, id);
    this.deadLetters = new Queue(this, "DeadLetters", secured(`posthorn-${stage}-replays-dead-letters`));
    this.slices = new Queue(this, "Slices", {
      ...secured(`posthorn-${stage}-replays`),
      visibilityTimeout: Duration.seconds(visibilitySeconds(replayTimeoutSeconds)),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: SLICE_RECEIVES },
    });
  }
}

/** A queue that SQS encrypts at rest with its own key, and that rejects plain HTTP. */
export const secured = (queueName: string): QueueProps => ({
  queueName,
  retentionPeriod: RETENTION,
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
});
