import { describe, expect, it } from "vitest";
import { alarmRinger } from "../../../lib/local/alarm-ringer.ts";
import type { PublishInput } from "../../../lib/local/aws/sns/publish-input.ts";
import { alarmHandlers } from "../../../lib/local/resources/alarm-resources.ts";
import { emptyPlan } from "../../../lib/local/resources/plan.ts";
import { type CloudFormationTemplate, readStack } from "../../../lib/local/template/assembly.ts";
import { deployTemplate } from "../../../lib/local/template/deploy-template.ts";

const place = { region: "us-east-1", accountId: "000000000000" };
const arn = "arn:aws:sns:us-east-1:000000000000:ops";
const Topic = { Type: "AWS::SNS::Topic", Properties: { TopicName: "ops" } };
const subscription = (Protocol: string) => ({
  Type: "AWS::SNS::Subscription",
  Properties: { TopicArn: { Ref: "Topic" }, Protocol, Endpoint: "ops@example.com" },
});
const policy = (statement: object) => ({
  Type: "AWS::SNS::TopicPolicy",
  Properties: { Topics: [{ Ref: "Topic" }], PolicyDocument: { Statement: [{ ...allowed, ...statement }] } },
});
const allowed = {
  Effect: "Allow",
  Action: "sns:Publish",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Resource: { Ref: "Topic" },
  Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
};
const Alarm = {
  Type: "AWS::CloudWatch::Alarm",
  Properties: { AlarmName: "a", AlarmDescription: "Do something.", AlarmActions: [{ Ref: "Topic" }], Threshold: 1 },
};

async function deploy(Resources: NonNullable<CloudFormationTemplate["Resources"]>) {
  const [plan, subscribed, published] = [emptyPlan(), [] as string[][], [] as PublishInput[]];
  const aws = {
    createTopic: async () => arn,
    subscribe: async (...args: string[]) => void subscribed.push(args),
    publish: async (message: PublishInput) => void published.push(message),
  };
  const handlers = alarmHandlers(aws, plan, place);
  await deployTemplate({ stacks: [readStack("s", { Resources })], assets: new Map() }, { ...place, handlers });
  return { subscribed, published, ring: alarmRinger(plan, aws, place) };
}

it("an alarm that goes off is published to its topic", async () => {
  const { subscribed, published, ring } = await deploy({
    Topic,
    Sub: subscription("email"),
    Policy: policy({}),
    Alarm,
  });
  await ring("a");
  expect(subscribed).toEqual([[arn, "ops@example.com"]]);
  expect(published).toEqual([
    { TopicArn: arn, Subject: 'ALARM: "a" in us-east-1', Message: expect.stringContaining("Do something.") },
  ]);
});

it("an alarm without actions tells nobody", async () => {
  const { published, ring } = await deploy({ Alarm: { ...Alarm, Properties: { AlarmName: "a" } } });
  await ring("a");
  expect(published).toEqual([]);
});

describe("CloudWatch may not publish", () => {
  it.each([
    ["without a policy", undefined],
    ["if the policy denies it", { Effect: "Deny" }],
    ["if the policy allows something else", { Action: "sns:Subscribe" }],
    ["if the policy allows another service", { Principal: { Service: "events.amazonaws.com" } }],
    ["if the policy is about another topic", { Resource: `${arn}-2` }],
    ["from another account", { Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } } }],
    ["under a condition that the twin doesn't know", { Condition: { StringEquals: { "aws:SourceOrgID": "o" } } }],
  ])("%s", async (_name, statement) => {
    const { published, ring } = await deploy({ Topic, Alarm, ...(statement && { Policy: policy(statement) }) });
    await expect(ring("a")).rejects.toThrow(`the template does not let CloudWatch publish to ${arn}`);
    expect(published).toEqual([]);
  });
});

it.each([
  ["a subscription by SMS", { Topic, Sub: subscription("sms") }, "the twin only supports email subscriptions"],
  [
    "an encrypted topic",
    { Topic: { ...Topic, Properties: { KmsMasterKeyId: "alias/aws/sns" } } },
    "the twin does not support the property KmsMasterKeyId",
  ],
  [
    "another action",
    { Alarm: { ...Alarm, Properties: { AlarmActions: ["arn:aws:lambda:us-east-1:000000000000:function:f"] } } },
    "the twin only supports topics as actions",
  ],
])("the twin refuses %s", async (_name, resources, message) => {
  await expect(deploy(resources)).rejects.toThrow(message);
});
