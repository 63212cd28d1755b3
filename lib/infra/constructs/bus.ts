import { Duration, Validations } from "aws-cdk-lib";
import { EventBus, Match, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { BUS_SOURCE } from "../../contract/bus.ts";
import { INTAKE_RECEIVES } from "../../core/limits.ts";
import { requestTimeoutSeconds, visibilitySeconds } from "../timing.ts";
import { secured } from "./queues.ts";

/**
 * The bus that producers put events on, the queue that brings its events to ingest, and the dead-letter queue of both.
 */
export class IntakeBus extends Construct {
  readonly bus: EventBus;
  readonly events: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.bus = new EventBus(this, "Bus", { eventBusName: `posthorn-${stage}` });
    this.deadLetters = new Queue(this, "DeadLetters", secured(`posthorn-${stage}-intake-dead-letters`));
    Validations.of(this.deadLetters).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "This is a dead-letter queue itself. The check does not see that a rule's target uses it too.",
    });
    this.events = new Queue(this, "Queue", {
      ...secured(`posthorn-${stage}-intake`),
      visibilityTimeout: Duration.seconds(visibilitySeconds(requestTimeoutSeconds)),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: INTAKE_RECEIVES },
    });
    this.feed();
  }

  /**
   * Sends every event except Posthorn's own to the queue, as JSON text. A function as target would get the event parsed,
   * and lose digits of its numbers. The policies of both queues let only this rule send
   * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions).
   *
   * EventBridge retries until SQS has the event, and otherwise sends it to the dead-letter queue
   * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html). From then on, SQS alone retries.
   */
  private feed(): void {
    new Rule(this, "Events", {
      description: "Sends every event except Posthorn's own to the intake queue",
      eventBus: this.bus,
      eventPattern: { source: Match.anythingBut(BUS_SOURCE) },
      targets: [
        new SqsQueue(this.events, {
          deadLetterQueue: this.deadLetters,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
