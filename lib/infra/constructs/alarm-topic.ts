import { Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { StackOptions } from "../options.ts";

/**
 * The topic that tells people about alarms and alerts: one of the stack, to which an email address subscribes, or one of
 * the operator's own. Without either option, there is none.
 */
export class AlarmTopic extends Construct {
  readonly topic: ITopic | undefined;

  constructor(scope: Construct, id: string, { stage, alarmEmail, alarmTopicArn }: StackOptions) {
    super(scope, id);
    if (alarmTopicArn) this.topic = Topic.fromTopicArn(this, "Imported", alarmTopicArn);
    if (alarmEmail) this.topic = this.ofAddress(stage, alarmEmail);
  }

  /**
   * The topic isn't encrypted at rest. CloudWatch can't publish to a topic that is encrypted with the AWS managed key
   * `alias/aws/sns`, whose policy nobody can change
   * (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services), and a key of
   * one's own costs $1 a month. The messages hold no secret and no event's data, and they leave as plain email anyway.
   */
  private ofAddress(stage: string, address: string): Topic {
    const topic = new Topic(this, "Topic", { topicName: `posthorn-${stage}-alarms`, enforceSSL: true });
    topic.addSubscription(new EmailSubscription(address));
    topic.addToResourcePolicy(alarmsMayPublish(topic));
    return topic;
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
const alarmsMayPublish = (topic: Topic): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
    actions: ["sns:Publish"],
    resources: [topic.topicArn],
    conditions: { StringEquals: { "aws:SourceAccount": Stack.of(topic).account } },
  });
