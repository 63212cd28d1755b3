import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { templateOf } from "./synthesis.ts";

/** The properties of the alarms of both stacks that have any. */
const alarmsWith = (context: Record<string, unknown>) =>
  [templateOf("pipeline", context), templateOf("api", context)].flatMap(alarmsIn);

const alarmsIn = (template: Template) =>
  Object.values(template.findResources("AWS::CloudWatch::Alarm")).map(({ Properties }) => Properties);

describe("the text of an alarm", () => {
  it("fits into CloudWatch, and names logs and queues of its stage", () => {
    const context = { stage: "a-stage-of-20-letter" };
    const templates = [templateOf("pipeline", context), templateOf("api", context)];
    const named = (type: string, name: string) =>
      templates.flatMap((one) => Object.values(one.findResources(type))).map(({ Properties }) => Properties[name]);
    const places = [
      ...named("AWS::Logs::LogGroup", "LogGroupName").map((name) => `log group ${name}`),
      ...named("AWS::SQS::Queue", "QueueName").map((name) => `queue ${name}`),
    ];
    for (const { AlarmName, AlarmDescription } of alarmsWith(context)) {
      expect(AlarmDescription.length, AlarmName).toBeLessThanOrEqual(1_024);
      const [, where = ""] = /^Where to look: (.*)\.$/m.exec(AlarmDescription) ?? [];
      for (const place of where.split(", ")) expect(places, AlarmName).toContain(place);
    }
  });
});

describe("an alarm that goes off", () => {
  it("tells nobody by default", () => {
    const alarms = alarmsWith({});
    expect(alarms).toHaveLength(38);
    for (const alarm of alarms) expect(alarm.AlarmActions).toBeUndefined();
  });

  it("tells the stack's topic", () => {
    const alarms = alarmsWith({ alarmEmail: "ops@example.com" });
    expect(alarms).toHaveLength(38);
    const output = {
      OutputName: expect.stringMatching(/^PublishOutputRefAlarmsTopic/),
      StackName: "posthorn-dev-data",
    };
    for (const alarm of alarms) {
      expect(alarm.AlarmActions).toEqual([{ "Fn::GetStackOutput": expect.objectContaining(output) }]);
    }
  });

  it("tells the operator's own topic", () => {
    const alarmTopicArn = "arn:aws:sns:eu-west-1:123456789012:ops";
    for (const alarm of alarmsWith({ alarmTopicArn })) expect(alarm.AlarmActions).toEqual([alarmTopicArn]);
  });
});
