import { describe, expect, it } from "vitest";
import type { Mail } from "../../../../lib/local/aws/sns/sns.ts";
import { awsForTest } from "../../support/local-aws.ts";
import { callSns, textIn } from "../../support/sns-client.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const TopicArn = "arn:aws:sns:us-east-1:000000000000:alarms";
const message = { Action: "Publish", TopicArn, Subject: "Hello", Message: "A line & <another>\nline" };

/** Starts SNS with a topic to which an address subscribes. */
async function startTopic() {
  const mails: Mail[] = [];
  const aws = await awsForTest(temporaryFolder(), { mail: (mail) => void mails.push(mail) });
  expect(await aws.createTopic("alarms")).toBe(TopicArn);
  await aws.subscribe(TopicArn, "ops@example.com");
  const publish = (more: Record<string, string | undefined> = {}, credentials?: { accessKeyId: string }) => {
    const form = Object.entries({ ...message, ...more }).filter(([, value]) => value !== undefined);
    return callSns(aws.endpoint, Object.fromEntries(form) as Record<string, string>, credentials as never);
  };
  return { aws, mails, publish };
}

describe("Publish", () => {
  it("sends the message to each address once, also after the topic is created again", async () => {
    const { aws, mails, publish } = await startTopic();
    await aws.createTopic("alarms");
    await aws.subscribe(TopicArn, "ops@example.com");
    await aws.subscribe(TopicArn, "boss@example.com");
    const answer = await publish();
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/^<PublishResponse><PublishResult><MessageId>[\w-]{36}<\/MessageId><\/PublishResult>/);
    const mail = { subject: "Hello", text: message.Message };
    expect(mails).toEqual([
      { to: "ops@example.com", ...mail },
      { to: "boss@example.com", ...mail },
    ]);
  });

  it("needs no subject", async () => {
    const { mails, publish } = await startTopic();
    expect((await publish({ Subject: undefined })).status).toBe(200);
    expect(mails).toMatchObject([{ subject: "AWS Notification Message" }]);
  });

  it.each([
    ["the longest subject", { Subject: `*${" a".repeat(49)}` }],
    ["the largest message", { Message: "é".repeat((262_144 - 6) / 2) }],
  ])("takes %s", async (_name, more) => {
    const { mails, publish } = await startTopic();
    expect((await publish(more)).status).toBe(200);
    expect(mails).toHaveLength(1);
  });

  it.each([
    ["an empty subject", { Subject: "" }, "InvalidParameter", "Invalid parameter: Subject"],
    ["a subject of 100 characters", { Subject: "a".repeat(100) }, "InvalidParameter", "Invalid parameter: Subject"],
    ["a subject of two lines", { Subject: "a\nb" }, "InvalidParameter", "Invalid parameter: Subject"],
    ["a subject with a control character", { Subject: "a\u0007" }, "InvalidParameter", "Invalid parameter: Subject"],
    ["a subject that isn't ASCII", { Subject: "é" }, "InvalidParameter", "Invalid parameter: Subject"],
    ["a subject that begins with a blank", { Subject: " a" }, "InvalidParameter", "Invalid parameter: Subject"],
    ["an empty message", { Message: "" }, "InvalidParameter", "Invalid parameter: Empty message"],
    [
      "a message over 256 KB",
      { Message: "a".repeat(262_140) },
      "InvalidParameter",
      "Invalid parameter: Message too long",
    ],
    [
      "no topic",
      { TopicArn: undefined },
      "InvalidParameter",
      "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
    ],
    [
      "a parameter that the twin lacks",
      { MessageStructure: "json" },
      "InvalidParameter",
      "The twin does not support the parameter MessageStructure",
    ],
    ["another operation", { Action: "CreateTopic" }, "UnknownOperationException", "CreateTopic does not exist locally"],
    ["no operation", { Action: undefined }, "MissingAction", "The request must contain the parameter Action."],
  ])("refuses %s", async (_name, more, code, text) => {
    const { mails, publish } = await startTopic();
    const answer = await publish(more);
    expect([answer.status, textIn("Type", answer), textIn("Code", answer), textIn("Message", answer)]).toEqual([
      400,
      "Sender",
      code,
      text,
    ]);
    expect(mails).toEqual([]);
  });

  it("refuses an unknown topic", async () => {
    const { publish } = await startTopic();
    const answer = await publish({ TopicArn: `${TopicArn}-2` });
    expect([answer.status, textIn("Code", answer), textIn("Message", answer)]).toEqual([
      404,
      "NotFound",
      "Topic does not exist",
    ]);
  });

  it("needs the permission to publish to this topic", async () => {
    const { aws, mails, publish } = await startTopic();
    const statement = { Effect: "Allow", Action: "sns:Publish" };
    const allowed = aws.addPrincipal("allowed", [{ ...statement, Resource: TopicArn }]);
    const other = aws.addPrincipal("other", [{ ...statement, Resource: `${TopicArn}-2` }]);
    const denied = await publish({}, other);
    expect([denied.status, textIn("Code", denied)]).toEqual([403, "AuthorizationError"]);
    expect(textIn("Message", denied)).toContain(`not authorized to perform: sns:Publish on resource: ${TopicArn}`);
    expect(mails).toEqual([]);
    expect((await publish({}, allowed)).status).toBe(200);
    expect(aws.usage()).toEqual([{ principal: "allowed", action: "sns:Publish", resource: TopicArn }]);
  });
});

it("refuses an address for an unknown topic", async () => {
  const { aws } = await startTopic();
  await expect(aws.subscribe(`${TopicArn}-2`, "ops@example.com")).rejects.toMatchObject({ type: "NotFound" });
});
