import { Duration, Validations } from "aws-cdk-lib";
import { EventBus, Match, Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { EventInvokeConfig, type IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { BUS_SOURCE } from "../../contract/bus.ts";
import { secured } from "./queues.ts";

/** The bus that producers put events on, and the queue for events that ingest could not accept. */
export class IntakeBus extends Construct {
  readonly bus: EventBus;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.bus = new EventBus(this, "Bus", { eventBusName: `posthorn-${stage}` });
    this.deadLetters = new Queue(this, "DeadLetters", secured(`posthorn-${stage}-bus-dead-letters`));
    Validations.of(this.deadLetters).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "This is a dead-letter queue itself. The check does not see that a rule's target and a function use it.",
    });
  }

  /**
   * Sends every event except Posthorn's own to a function. EventBridge retries until it has handed the event to Lambda
   * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html). It invokes the function
   * asynchronously and does not learn of a failure. So Lambda retries when the function fails
   * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). When either gives up, it sends
   * the event to the same queue. Lambda uses the function's role to do so, which must allow it.
   */
  feed(target: IFunction): void {
    new Rule(this, "Events", {
      description: "Sends every event except Posthorn's own to ingest",
      eventBus: this.bus,
      eventPattern: { source: Match.anythingBut(BUS_SOURCE) },
      targets: [
        new LambdaFunction(target, {
          deadLetterQueue: this.deadLetters,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
    new EventInvokeConfig(this, "Retries", {
      function: target,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
  }
}
