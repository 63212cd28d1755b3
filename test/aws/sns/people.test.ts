import { EventBridgeClient, type EventBridgeClientConfig } from "@aws-sdk/client-eventbridge";
import type { HttpRequest } from "@smithy/core/transport";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventBridgeClient } from "../../../lib/aws/clients.ts";
import { snsPeople } from "../../../lib/aws/sns/people.ts";
import { testCredentials } from "../../support/test-credentials.ts";
import { AwsFailure, type ScriptedAws, startScriptedAws } from "../scripted-aws.ts";

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms";
const message = { subject: "[posthorn prod] 2 alerts", text: 'What?\n  "é" & <b>=+%\n' };

let aws: ScriptedAws;
let client: EventBridgeClient;

beforeAll(async () => {
  aws = await startScriptedAws();
  client = eventBridgeClient(aws.overrides);
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

const people = () => snsPeople(client, TOPIC, aws.overrides.endpoint);

describe("a message for people", () => {
  it("is published to the topic as it is", async () => {
    aws.play(() => ({}));
    await people().sendMessage(message);
    const input = { Version: "2010-03-31", TopicArn: TOPIC, Subject: message.subject, Message: message.text };
    expect(aws.calls).toEqual([{ action: "Publish", input }]);
  });

  it("is sent again while SNS is throttled", async () => {
    let calls = 0;
    aws.play(() => {
      if (++calls < 3) throw new AwsFailure("Throttling", 400);
      return {};
    });
    await people().sendMessage(message);
    expect(calls).toBe(3);
  });

  it.each([
    ["is refused", "AuthorizationError", 403, 1],
    ["finds SNS down", "InternalError", 500, 3],
  ])("fails if it %s", async (_name, code, status, calls) => {
    aws.play(() => {
      throw new AwsFailure(code, status);
    });
    await expect(people().sendMessage(message)).rejects.toMatchObject({ name: "PipelineFault", cause: { name: code } });
    expect(aws.calls).toHaveLength(calls);
  });

  it.each([
    [TOPIC, "sns.eu-west-1.amazonaws.com", "eu-west-1"],
    ["arn:aws-cn:sns:cn-north-1:111122223333:alarms", "sns.cn-north-1.amazonaws.com.cn", "cn-north-1"],
    ["arn:aws-us-gov:sns:us-gov-west-1:111122223333:alarms", "sns.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
  ])("goes to the topic's Region: %s", async (topic, host, region) => {
    const requests: HttpRequest[] = [];
    const requestHandler = {
      async handle(request: HttpRequest) {
        requests.push(request);
        return { response: { statusCode: 200, headers: {} } };
      },
    };
    const config = { ...testCredentials, requestHandler } as unknown as EventBridgeClientConfig;
    await snsPeople(new EventBridgeClient(config), topic).sendMessage(message);
    expect(requests).toMatchObject([{ method: "POST", protocol: "https:", hostname: host, path: "/" }]);
    expect(requests[0]?.headers.authorization).toContain(`/${region}/sns/aws4_request`);
  });
});
