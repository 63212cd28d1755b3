import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it, onTestFinished } from "vitest";
import { AwsError } from "../../../../lib/local/aws/aws-error.ts";
import { createEventBridge } from "../../../../lib/local/aws/events/event-bridge.ts";
import type { SendToQueue } from "../../../../lib/local/aws/events/invocation-dispatcher.ts";
import { awsForTest, clientsOf, eventually, place } from "../../support/local-aws.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const busRule = {
  name: "intake",
  arn: "arn:aws:events:us-east-1:000000000000:rule/shop/intake",
  busName: "shop",
  eventPattern: { source: [{ "anything-but": "posthorn" }] },
};
const entry = { EventBusName: "shop", Source: "test", DetailType: "invoice.paid", Detail: '{"id":1}' };

/** Starts a bus whose rule sends to a queue of the local SQS. */
async function startBus(dataDir = temporaryFolder()) {
  const aws = await awsForTest(dataDir);
  await aws.createBus("shop");
  const queue = await aws.createQueue("intake", {});
  const deadLetters = await aws.createQueue("dead", {});
  await aws.putRule({ ...busRule, targets: [{ id: "intake", queue, deadLetters }] });
  const { events, sqs } = clientsOf(aws.endpoint);
  /** Takes this many messages out of a queue. */
  const take = async (count: number, { url: QueueUrl } = queue): Promise<Message[]> => {
    const taken: Message[] = [];
    const names = { MessageAttributeNames: ["All"] };
    await eventually(async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, ...names, MaxNumberOfMessages: 10 }),
      );
      for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      taken.push(...Messages);
      expect(taken).toHaveLength(count);
    });
    return taken;
  };
  return {
    aws,
    take,
    queue,
    deadLetters,
    put: (...Entries: object[]) => events.send(new PutEventsCommand({ Entries: Entries as [] })),
  };
}

const queues = {
  queue: { arn: "arn:aws:sqs:us-east-1:000000000000:intake", url: "intake" },
  deadLetters: { arn: "arn:aws:sqs:us-east-1:000000000000:dead", url: "dead" },
};

/** A bus whose queues are functions of the test. */
function busWith(
  send: SendToQueue,
  { dataDir, retryWaitsMs = [5, 10] }: { dataDir?: string; retryWaitsMs?: number[] } = {},
) {
  const warnings: string[] = [];
  const bridge = createEventBridge({ dataDir, ...place, send, warn: (line) => warnings.push(line), retryWaitsMs });
  let open = true;
  const stop = () => {
    if (open) bridge.stop();
    open = false;
  };
  onTestFinished(stop);
  bridge.addBus("shop");
  const retryPolicy = { maximumRetryAttempts: 2 };
  bridge.putRule({ ...busRule, targets: [{ id: "intake", ...queues, retryPolicy }] });
  const put = () => bridge.service.PutEvents?.({ Entries: [entry] }, new AbortController().signal);
  return { stop, warnings, put };
}

describe("PutEvents", () => {
  it("sends the target the event in AWS's shape", async () => {
    const { take, put } = await startBus();
    const { Entries, FailedEntryCount } = await put({
      ...entry,
      Time: new Date("2026-01-02T03:04:05Z"),
      Resources: ["r"],
    });
    const [message] = await take(1);
    expect(FailedEntryCount).toBe(0);
    expect(JSON.parse(message?.Body ?? "")).toEqual({
      version: "0",
      id: Entries?.[0]?.EventId,
      "detail-type": "invoice.paid",
      source: "test",
      account: "000000000000",
      time: "2026-01-02T03:04:05Z",
      region: "us-east-1",
      resources: ["r"],
      detail: { id: 1 },
    });
  });

  it("keeps the text of the detail", async () => {
    const { take, put } = await startBus();
    const Detail = '{"n": 1.10, "big":9223372036854775807, "least":-9223372036854775808, "real":1e400,"10":1,"9":2}';
    await put({ ...entry, Detail });
    const [message] = await take(1);
    expect(message?.Body?.endsWith(`,"detail":${Detail}}`)).toBe(true);
  });

  it("accepts events that no rule matches, and sends none of them", async () => {
    const { take, put } = await startBus();
    await put({ ...entry, Source: "posthorn" }, { ...entry, EventBusName: undefined }, entry);
    const [message] = await take(1);
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({ source: "test" });
  });

  const deep = (levels: number) => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;

  it.each([
    ["no source", { ...entry, Source: undefined }, "InvalidArgument"],
    ["no type", { ...entry, DetailType: "" }, "InvalidArgument"],
    ["no detail", { ...entry, Detail: undefined }, "InvalidArgument"],
    ["a detail that is not JSON", { ...entry, Detail: "{" }, "MalformedDetail"],
    ["a detail that is no object", { ...entry, Detail: "[1]" }, "MalformedDetail"],
    ["an integer beyond 64 bits", { ...entry, Detail: '{"n":[9223372036854775808]}' }, "MalformedDetail"],
    ["a negative integer beyond 64 bits", { ...entry, Detail: '{"n":-9223372036854775809}' }, "MalformedDetail"],
    ["a detail of 1,101 levels", { ...entry, Detail: deep(1_101) }, "MalformedDetail"],
    ["a source of AWS", { ...entry, Source: "aws.s3" }, "NotAuthorizedForSourceException"],
    ["an unknown bus", { ...entry, EventBusName: "none" }, "InvalidArgument"],
  ])("refuses an entry with %s, and accepts its neighbours", async (_name, bad, code) => {
    const { take, put } = await startBus();
    const answer = await put(bad, entry);
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries).toMatchObject([{ ErrorCode: code }, { EventId: expect.any(String) }]);
    await take(1);
  });

  it("accepts a detail of 1,100 levels", async () => {
    const { put } = await startBus();
    expect((await put({ ...entry, Detail: deep(1_100) })).FailedEntryCount).toBe(0);
  });

  it("refuses more than 10 entries or 1 MB", async () => {
    const { put } = await startBus();
    const refused = { name: "ValidationException" };
    await expect(put(...Array.from({ length: 11 }, () => entry))).rejects.toMatchObject(refused);
    const large = { ...entry, Detail: JSON.stringify({ text: "a".repeat(600_000) }) };
    await expect(put(large, large)).rejects.toMatchObject(refused);
    expect((await put(large)).FailedEntryCount).toBe(0);
  });
});

describe("a queue that fails", () => {
  it("gets the event again", async () => {
    const texts: string[] = [];
    const { put } = busWith(async (_queue, text) => {
      texts.push(text);
      if (texts.length < 3) throw new AwsError("InternalError", "SQS is down", 500);
    });
    put();
    await eventually(() => expect(texts).toHaveLength(3));
    expect(new Set(texts).size).toBe(1);
  });

  it("is given up after the rule's retries, and the event goes to the dead-letter queue", async () => {
    const calls: Parameters<SendToQueue>[] = [];
    const { put } = busWith(async (...call) => {
      calls.push(call);
      if (call[0].url === "intake") throw new AwsError("InternalError", "SQS is down", 500);
    });
    put();
    await eventually(() => expect(calls).toHaveLength(4));
    const [queue, text, attributes] = calls[3] ?? [];
    expect([queue, text]).toEqual([queues.deadLetters, calls[0]?.[1]]);
    expect(attributes).toEqual({
      RULE_ARN: busRule.arn,
      TARGET_ARN: queues.queue.arn,
      ERROR_CODE: "InternalError",
      ERROR_MESSAGE: "SQS is down",
    });
  });
});

it("sends an event that the target refuses to the dead-letter queue at once", async () => {
  const { aws, put, take, queue, deadLetters } = await startBus();
  await aws.createQueue("intake", { MaximumMessageSize: "1024" });
  await put({ ...entry, Detail: JSON.stringify({ text: "a".repeat(1_024) }) });
  const [message] = await take(1, deadLetters);
  expect(JSON.parse(message?.Body ?? "")).toMatchObject({ "detail-type": "invoice.paid" });
  expect(message?.MessageAttributes).toMatchObject({
    TARGET_ARN: { StringValue: queue.arn },
    ERROR_CODE: { StringValue: "InvalidParameterValue" },
  });
});

it("drops an event that neither queue ever takes, and says so", async () => {
  const { put, warnings } = busWith(async ({ url }) => {
    throw new AwsError("InvalidParameterValue", `${url} takes less`);
  });
  put();
  await eventually(() =>
    expect(warnings).toEqual([`EventBridge dropped an event for ${queues.queue.arn}: dead takes less`]),
  );
});

it("sends the event after a restart if the earlier run did not finish", async () => {
  const dataDir = temporaryFolder();
  const texts: string[] = [];
  const waiting = { dataDir, retryWaitsMs: [20] };
  const before = busWith(async (_queue, text) => {
    texts.push(text);
    throw new AwsError("InternalError", "SQS is down", 500);
  }, waiting);
  before.put();
  await eventually(() => expect(texts).toHaveLength(1));
  before.stop();
  const after: string[] = [];
  const second = busWith(async (_queue, text) => void after.push(text), waiting);
  await eventually(() => expect(after).toEqual([texts[0]]));
  second.stop();
  const idle: string[] = [];
  const third = busWith(async (_queue, text) => void idle.push(text), waiting);
  third.put();
  await eventually(() => expect(idle).toHaveLength(1));
});

it("refuses a rule that it does not support", async () => {
  const { aws } = await startBus();
  const rule = { ...busRule, targets: [] };
  await expect(aws.putRule({ ...rule, eventPattern: { source: [{ cidr: "10.0.0.0/8" }] } })).rejects.toThrow(
    /intake.*cidr/,
  );
  await expect(aws.putRule({ ...rule, busName: "none" })).rejects.toThrow(/bus none does not exist/);
});
