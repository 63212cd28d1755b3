import { Duration } from "aws-cdk-lib";
import { type EventBus, Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { alertEnv } from "../../../contract/env.ts";
import { alertTimeoutSeconds } from "../../timing.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface AlertFunctionProps extends SharedProps {
  /** Machines are told here. */
  bus: EventBus;
  /** Takes the events that become webhooks. */
  intake: Queue;
  /** People are told here. Without a topic, nobody sends them messages. */
  topic: ITopic | undefined;
  /** URL of the API, for links. */
  apiUrl: string;
  /** URL of the console, for links. */
  consoleUrl: string;
}

/** Tells machines and people of alerts. */
export class AlertFunction extends PosthornFunction<typeof alertEnv> {
  constructor(scope: Construct, id: string, { bus, intake, topic, apiUrl, consoleUrl, ...shared }: AlertFunctionProps) {
    const { table, dueIndexArn } = shared.data;
    const { tableArn } = table;
    super(scope, id, shared, {
      name: "alert",
      description: "Tells machines and people what they should know about subscriptions",
      memoryMb: 256,
      timeoutSeconds: alertTimeoutSeconds,
      variables: alertEnv,
      environment: {
        BUS_NAME: bus.eventBusName,
        INTAKE_QUEUE_URL: intake.queueUrl,
        ALERT_TOPIC_ARN: topic?.topicArn ?? "",
        API_URL: apiUrl,
        CONSOLE_URL: consoleUrl,
        STAGE: shared.options.stage,
      },
      grants: [
        // Finds what is to be told, and reads the alerts, their subscriptions and the digests.
        allow(["dynamodb:Query"], dueIndexArn),
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        // Notes who was told, and turns digests into alerts.
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem"], tableArn),
        allow(["events:PutEvents"], bus.eventBusArn),
        allow(["sqs:SendMessage"], intake.queueArn),
        ...(topic ? [allow(["sns:Publish"], topic.topicArn)] : []),
      ],
    });
    new Rule(this, "EachMinute", {
      description: "Looks for alerts of which nobody was told",
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.function)],
    });
  }
}
