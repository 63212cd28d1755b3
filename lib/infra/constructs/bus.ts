import { Duration, Validations } from "aws-cdk-lib";
import { EventBus, Match, Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { EventInvokeConfig, type IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { BUS_SOURCE } from "../../contract/bus.ts";
import { secured } from "./queues.ts";

/** The bus that producers put events on, and the queue for those that could not be taken in. */
export class IntakeBus extends Construct {
  readonly bus: EventBus;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.bus = new EventBus(this, "Bus", { eventBusName: `posthorn-${stage}` });
    this.deadLetters = new Queue(this, "DeadLetters", secured(`posthorn-${stage}-bus-dead-letters`));
    Validations.of(this.deadLetters).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "It is itself a dead-letter queue, of a rule's target and of a function, which the rule does not see.",
    });
  }

  /**
   * Sends every event but Posthorn's own to a function. Two parties retry: EventBridge until it has handed the
   * event to Lambda (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html), then
   * Lambda when the function fails, for EventBridge invokes it asynchronously and does not learn of that
   * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). Either gives up to the
   * same queue. The function's role must be allowed to send to it.
   */
  feed(target: IFunction): void {
    new Rule(this, "Events", {
      description: "Everything that is not Posthorn's own goes to ingest",
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
