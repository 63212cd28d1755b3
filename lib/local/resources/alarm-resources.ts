import { z } from "zod";
import type { LocalAws } from "../aws/local-aws.ts";
import type { Handlers } from "../template/deploy-template.ts";
import { checkedProperties, ignored, type Plan, physicalName, policyDocument } from "./plan.ts";

interface Place {
  region: string;
  accountId: string;
}

/** Creates the handlers of alarms, and of the topics that tell people about them. Nothing evaluates the alarms. */
export function alarmHandlers(
  aws: Pick<LocalAws, "createTopic" | "subscribe">,
  plan: Plan,
  { region, accountId }: Place,
): Handlers {
  return {
    "AWS::SNS::Topic": async (properties, resource) => {
      const { TopicName } = checkedProperties(topicSchema, properties);
      const name = physicalName(resource, TopicName);
      const arn = await aws.createTopic(name);
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    },

    "AWS::SNS::Subscription": async (properties, resource) => {
      const { TopicArn, Endpoint } = checkedProperties(subscriptionSchema, properties);
      await aws.subscribe(TopicArn, Endpoint);
      return { ref: `${TopicArn}:${physicalName(resource, undefined)}` };
    },

    "AWS::SNS::TopicPolicy": (properties, resource) => {
      const { Topics, PolicyDocument } = checkedProperties(topicPolicySchema, properties);
      plan.topicPolicies.push({ topicArns: Topics, statements: PolicyDocument.Statement });
      return { ref: physicalName(resource, undefined) };
    },

    "AWS::CloudWatch::Alarm": (properties, resource) => {
      const { AlarmName, AlarmDescription, AlarmActions } = checkedProperties(alarmSchema, properties);
      const name = physicalName(resource, AlarmName);
      const arn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
      plan.alarms.set(name, { name, arn, description: AlarmDescription, actions: AlarmActions });
      return { ref: name, attributes: { Arn: arn } };
    },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
const topicSchema = z.strictObject({ TopicName: z.string().optional(), DisplayName: ignored, Tags: ignored });

const subscriptionSchema = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.literal("email", "the twin only supports email subscriptions"),
  Endpoint: z.string(),
});

const topicPolicySchema = z.strictObject({ Topics: z.array(z.string()), PolicyDocument: policyDocument });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
const alarmSchema = z.looseObject({
  AlarmName: z.string().optional(),
  AlarmDescription: z.string().max(1_024).default(""),
  AlarmActions: z.array(z.string().startsWith("arn:aws:sns:", "the twin only supports topics as actions")).default([]),
});
