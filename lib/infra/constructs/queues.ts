import { ArnFormat, Duration, Stack, Validations } from "aws-cdk-lib";
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
  RedrivePermission,
} from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { PAGE_RECEIVES, RECEIVES_PER_ROUND, SLICE_RECEIVES } from "../../core/limits.ts";
import type { StackOptions } from "../options.ts";
import {
  deliverTimeoutSeconds,
  eraseTimeoutSeconds,
  fanOutTimeoutSeconds,
  replayTimeoutSeconds,
  resealTimeoutSeconds,
  retryTimeoutSeconds,
  settleTimeoutSeconds,
  visibilitySeconds,
  wakeTimeoutSeconds,
} from "../timing.ts";

/** The longest that SQS allows. A redriven message keeps the time it was first sent, so both queues need the same. */
const RETENTION = Duration.days(14);

/**
 * The queues of the lanes, and the dead-letter queue for messages of standard lanes whose round of receives is used up.
 */
export class DeliveryQueues extends Construct {
  /** The quick lane. */
  readonly deliveries: Queue;
  /** The patient lane. */
  readonly retries: Queue;
  /** The ordered lanes. */
  readonly ordered: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, options: StackOptions) {
    super(scope, id);
    const deliveriesName = `posthorn-${options.stage}-deliveries`;
    const retriesName = `posthorn-${options.stage}-retries`;
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...secured(`posthorn-${options.stage}-dead-letters`),
      visibilityTimeout: Duration.seconds(visibilitySeconds(settleTimeoutSeconds)),
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [this.named("DeliveriesByName", deliveriesName), this.named("RetriesByName", retriesName)],
      },
    });
    const deadLetterQueue = { queue: this.deadLetters, maxReceiveCount: RECEIVES_PER_ROUND };
    this.deliveries = new Queue(this, "Deliveries", {
      ...secured(deliveriesName),
      visibilityTimeout: Duration.seconds(visibilitySeconds(deliverTimeoutSeconds(options))),
      deadLetterQueue,
    });
    this.retries = new Queue(this, "Retries", {
      ...secured(retriesName),
      visibilityTimeout: Duration.seconds(visibilitySeconds(retryTimeoutSeconds(options))),
      deadLetterQueue,
    });
    this.ordered = this.orderedQueue(options);
  }

  /**
   * A queue in high-throughput mode: its quotas hold for each group
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html).
   */
  private orderedQueue(options: StackOptions): Queue {
    const queue = new Queue(this, "Ordered", {
      ...secured(`posthorn-${options.stage}-ordered.fifo`),
      fifo: true,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      visibilityTimeout: Duration.seconds(visibilitySeconds(retryTimeoutSeconds(options))),
    });
    Validations.of(queue).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "Once a message is in a dead-letter queue, later messages of its group overtake it.",
    });
    return queue;
  }

  /** Refers to a queue by name. The queues refer to each other, and CloudFormation can't resolve such a cycle. */
  private named(id: string, queueName: string) {
    const arn = Stack.of(this).formatArn({
      service: "sqs",
      resource: queueName,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    return Queue.fromQueueArn(this, id, arn);
  }
}

/** The queue of fan-out pages, and the dead-letter queue for pages that failed too often. */
export class FanOutQueues extends Construct {
  readonly pages: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { stage }: StackOptions) {
    super(scope, id);
    this.deadLetters = new Queue(this, "DeadLetters", secured(`posthorn-${stage}-fan-out-dead-letters`));
    this.pages = new Queue(this, "Pages", {
      ...secured(`posthorn-${stage}-fan-out`),
      visibilityTimeout: Duration.seconds(visibilitySeconds(fanOutTimeoutSeconds)),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: PAGE_RECEIVES },
    });
  }
}

/** The queue of a job's slices, and the dead-letter queue for slices that failed too often. */
class SliceQueues extends Construct {
  readonly slices: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, queueName: string, timeoutSeconds: number) {
    super(scope, id);
    this.deadLetters = new Queue(this, "DeadLetters", secured(`${queueName}-dead-letters`));
    this.slices = new Queue(this, "Slices", {
      ...secured(queueName),
      visibilityTimeout: Duration.seconds(visibilitySeconds(timeoutSeconds)),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: SLICE_RECEIVES },
    });
  }
}

/** The queues of replays' slices. */
export class ReplayQueues extends SliceQueues {
  constructor(scope: Construct, id: string, { stage }: StackOptions) {
    super(scope, id, `posthorn-${stage}-replays`, replayTimeoutSeconds);
  }
}

/** The queues of subscriptions for which something is due. */
export class WakeQueues extends SliceQueues {
  constructor(scope: Construct, id: string, { stage }: StackOptions) {
    super(scope, id, `posthorn-${stage}-wakes`, wakeTimeoutSeconds);
  }
}

/** The queues of slices of jobs on the key ring. */
export class KeyRingQueues extends SliceQueues {
  constructor(scope: Construct, id: string, { stage }: StackOptions) {
    super(scope, id, `posthorn-${stage}-key-ring`, resealTimeoutSeconds);
  }
}

/** The queues of slices of tenants' deletions. */
export class DeletionQueues extends SliceQueues {
  constructor(scope: Construct, id: string, { stage }: StackOptions) {
    super(scope, id, `posthorn-${stage}-deletions`, eraseTimeoutSeconds);
  }
}

/** A queue that SQS encrypts at rest with its own key, and that rejects plain HTTP. */
export const secured = (queueName: string): QueueProps => ({
  queueName,
  retentionPeriod: RETENTION,
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
});
