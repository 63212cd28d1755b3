import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { callAnswers } from "../../../lib/local/aws/aws-calls.ts";
import { callerOf, localBackend } from "../../../lib/local/aws/backend.ts";
import { type FrontDoor, openFrontDoor } from "../../../lib/local/aws/front-door.ts";
import { createSqs } from "../../../lib/local/aws/sqs/sqs.ts";
import { AWS_LIMITS } from "../../../lib/local/aws-limits.ts";
import {
  type EventSource,
  type EventSourceSpec,
  startEventSource,
} from "../../../lib/local/event-source/event-source.ts";
import { createSourceQueue } from "../../../lib/local/event-source/source-queue.ts";
import { TooManyRequests } from "../../../lib/local/functions/concurrency.ts";
import { MAX_PAYLOAD_BYTES } from "../../../lib/local/functions/function-error.ts";

const region = "us-east-1";
const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
let door: FrontDoor;
let sqs: ReturnType<typeof createSqs>;
let client: SQSClient;
let serial = 0;
const sources: EventSource[] = [];

beforeAll(async () => {
  sqs = createSqs({ region, accountId: "000000000000", endpoint: () => door.endpoint });
  door = await openFrontDoor(callAnswers({ sqs: localBackend(sqs.service) }, () => undefined));
  client = new SQSClient({ endpoint: door.endpoint, region, credentials });
});
afterEach(() => Promise.all(sources.splice(0).map((source) => source.stop(0))));
afterAll(async () => {
  client.destroy();
  await door.stop();
  sqs.stop();
});

type Invoke = (event: SQSEvent, traceHeaders: string[]) => Promise<unknown>;

/** Creates a queue, and an event source that reads it and calls `invoke`. */
async function setup(
  invoke: Invoke,
  { visibility = 30, ...changes }: Partial<EventSourceSpec> & { visibility?: number } = {},
) {
  const QueueName = `queue-${++serial}`;
  const Attributes = { VisibilityTimeout: String(visibility) };
  const { QueueUrl: queueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  const queueArn = `arn:aws:sqs:${region}:000000000000:${QueueName}`;
  const call = callerOf("sqs", region, localBackend(sqs.service));
  const start = () => {
    const source = startEventSource({
      spec: {
        queueArn,
        region,
        batchSize: 10,
        windowSeconds: 0,
        maximumConcurrency: 5,
        reportsFailures: true,
        ...changes,
      },
      limits: AWS_LIMITS,
      queue: createSourceQueue({ queueUrl, call, callAsOperator: call }),
      invoke: (event, traceHeaders) => invoke(event as SQSEvent, traceHeaders),
      waiting: () => 0,
      failed: (error) => expect.unreachable(error.message),
    });
    sources.push(source);
    return source;
  };
  return { queueUrl, queueArn, start };
}

async function send(QueueUrl: string, bodies: string[]): Promise<void> {
  for (let from = 0; from < bodies.length; from += 10) {
    const Entries = bodies.slice(from, from + 10).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** The numbers of visible messages and of messages in flight. */
async function depth(QueueUrl: string): Promise<number[]> {
  const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.map((name) => Number(Attributes?.[name]));
}

const bodiesOf = (event: SQSEvent): string[] => event.Records.map(({ body }) => body);
const empty = (queueUrl: string) => vi.waitFor(async () => expect(await depth(queueUrl)).toEqual([0, 0]), 5_000);

test("a batch that isn't full waits for more messages until its window ends", async () => {
  const batches: string[][] = [];
  const { queueUrl, start } = await setup(
    async ({ Records }) => {
      batches.push(Records.map(({ body }) => body));
      return { batchItemFailures: [] };
    },
    { windowSeconds: 1 },
  );
  start();
  for (const MessageBody of ["a", "b", "c"])
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  await vi.waitFor(() => expect(batches).toEqual([["a", "b", "c"]]), 5_000);
});

test("invokes with the event of an SQS event source, and deletes the messages that succeeded", async () => {
  const events: SQSEvent[] = [];
  const { queueUrl, queueArn, start } = await setup(async (event) => {
    events.push(event);
    return { batchItemFailures: [] };
  });
  const MessageAttributes = { kind: { DataType: "String", StringValue: "x" } };
  await client.send(
    new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "héllo", MessageGroupId: "t1", MessageAttributes }),
  );
  start();
  await empty(queueUrl);
  expect(events).toEqual([
    {
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: "héllo",
          attributes: expect.objectContaining({
            ApproximateReceiveCount: "1",
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            MessageGroupId: "t1",
          }),
          messageAttributes: {
            kind: { stringValue: "x", stringListValues: [], binaryListValues: [], dataType: "String" },
          },
          md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventSource: "aws:sqs",
          eventSourceARN: queueArn,
          awsRegion: region,
        },
      ],
    },
  ]);
});

test("passes no more messages at a time than Lambda's payload limit allows", async () => {
  const events: SQSEvent[] = [];
  const { queueUrl, start } = await setup(async (event) => void events.push(event));
  const bodies = Array.from({ length: 10 }, (_, index) => String(index).repeat(1_048_576));
  for (const MessageBody of bodies) await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  start();
  await empty(queueUrl);
  expect(events.map(({ Records }) => Records.map(({ body }) => body[0]).join(""))).toEqual(["01234", "56789"]);
  for (const event of events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(MAX_PAYLOAD_BYTES);
});

test("hands back the rest of a batch when it is stopped", async () => {
  const begun = Promise.withResolvers<void>();
  const ends = Promise.withResolvers<void>();
  let invocations = 0;
  const { queueUrl, start } = await setup(() => {
    invocations++;
    begun.resolve();
    return ends.promise;
  });
  const MessageBody = "x".repeat(1_048_576);
  for (let n = 0; n < 10; n++) await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  const source = start();
  await begun.promise;
  const stopped = source.stop(5_000);
  ends.resolve();
  await stopped;
  expect([invocations, await depth(queueUrl)]).toEqual([1, [5, 0]]);
});

test("gets more batches at a time after the clock was set back, too", async () => {
  let invocations = 0;
  const { queueUrl, start } = await setup(
    () => {
      invocations++;
      return new Promise(() => undefined);
    },
    { batchSize: 1, maximumConcurrency: 10 },
  );
  const sendSome = (count: number) => send(queueUrl, Array(count).fill("x"));
  const invoked = (count: number) => vi.waitFor(() => expect(invocations).toBe(count), 5_000);
  const { now } = Date;
  let backMs = 0;
  const clock = vi.spyOn(Date, "now").mockImplementation(() => now() - backMs);
  onTestFinished(() => clock.mockRestore());
  await sendSome(5);
  start();
  await invoked(5);
  backMs = 3_600_000;
  await sendSome(5);
  await invoked(10);
});

test("passes the trace headers of the messages on", async () => {
  const traces: string[][] = [];
  const { queueUrl, start } = await setup(async (_event, traceHeaders) => void traces.push(traceHeaders));
  const StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=a87bd80c:1";
  const MessageSystemAttributes = { AWSTraceHeader: { DataType: "String", StringValue } };
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "a", MessageSystemAttributes }));
  await send(queueUrl, ["b"]);
  start();
  await empty(queueUrl);
  expect(traces.flat()).toEqual([StringValue]);
});

test("keeps the messages that the answer names as failed, and deletes the rest", async () => {
  const { queueUrl, start } = await setup(async ({ Records }) => ({
    batchItemFailures: Records.filter(({ body }) => body === "bad").map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  }));
  await send(queueUrl, ["good", "bad", "fine"]);
  start();
  await vi.waitFor(async () => expect(await depth(queueUrl)).toEqual([0, 1]));
});

test.each([
  ["an invalid answer", async () => ({ batchItemFailures: [{ itemIdentifier: "" }] })],
  ["a failed invocation", () => Promise.reject(new Error("crashed"))],
])("%s keeps the whole batch", async (_name, answer) => {
  let invoked = 0;
  const { queueUrl, start } = await setup(async () => {
    invoked++;
    return answer();
  });
  await send(queueUrl, ["a", "b"]);
  const source = start();
  await vi.waitFor(() => expect(invoked).toBe(1));
  await source.stop(100);
  expect((await depth(queueUrl)).reduce((sum, count) => sum + count)).toBe(2);
});

test("a failed message comes back after the visibility timeout, with a higher count", async () => {
  const counts: string[] = [];
  const { queueUrl, start } = await setup(
    async ({ Records }) => {
      counts.push(...Records.map(({ attributes }) => attributes.ApproximateReceiveCount));
      if (counts.length === 1) throw new Error("first time");
    },
    { visibility: 1 },
  );
  await send(queueUrl, ["a"]);
  start();
  await empty(queueUrl);
  expect(counts).toEqual(["1", "2"]);
});

test("a throttled batch is tried again while it is hidden, at no cost of receives", async () => {
  const counts: string[] = [];
  const { queueUrl, start } = await setup(async ({ Records }) => {
    counts.push(...Records.map(({ attributes }) => attributes.ApproximateReceiveCount));
    if (counts.length < 3) throw new TooManyRequests();
  });
  await send(queueUrl, ["a"]);
  start();
  await empty(queueUrl);
  expect(counts).toEqual(["1", "1", "1"]);
});

test("without ReportBatchItemFailures any answer is success", async () => {
  const answer = async ({ Records }: SQSEvent) => ({ batchItemFailures: [{ itemIdentifier: Records[0]?.messageId }] });
  const { queueUrl, start } = await setup(answer, { reportsFailures: false });
  await send(queueUrl, ["a"]);
  start();
  await empty(queueUrl);
  expect(await depth(queueUrl)).toEqual([0, 0]);
});

test("works on as many batches at a time as it may, and on no more", async () => {
  let running = 0;
  let most = 0;
  const sizes: number[] = [];
  const { queueUrl, start } = await setup(
    async ({ Records }) => {
      sizes.push(Records.length);
      most = Math.max(most, ++running);
      await vi.waitFor(() => expect(most).toBe(3), { interval: 5 });
      running--;
    },
    { maximumConcurrency: 3 },
  );
  const bodies = Array.from({ length: 60 }, (_, index) => `m${index}`);
  await send(queueUrl, bodies);
  start();
  await empty(queueUrl);
  expect(most).toBe(3);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(60);
});

test("a slow batch does not hold up the next one", async () => {
  const release = Promise.withResolvers<void>();
  const seen: string[] = [];
  const { queueUrl, start } = await setup(
    async (event) => {
      seen.push(...bodiesOf(event));
      if (bodiesOf(event).some((body) => body.startsWith("slow"))) await release.promise;
    },
    { batchSize: 1 },
  );
  start();
  await send(queueUrl, ["slow1", "slow2", "slow3"]);
  await vi.waitFor(() => expect(seen).toHaveLength(3));
  await send(queueUrl, ["quick"]);
  await vi.waitFor(() => expect(seen).toContain("quick"));
  release.resolve();
  await empty(queueUrl);
});

test("after a stop, no messages are received, and unfinished ones are handed back", async () => {
  const seen: string[] = [];
  const { queueUrl, start } = await setup(async (event) => {
    seen.push(...bodiesOf(event));
    await new Promise(() => undefined);
  });
  const source = start();
  await send(queueUrl, ["a", "b"]);
  await vi.waitFor(() => expect(seen).toHaveLength(2));
  await source.stop(50);
  await send(queueUrl, ["later"]);
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
  );
  expect(Messages.map(({ Body }) => Body).sort()).toEqual(["a", "b", "later"]);
  expect(seen).toHaveLength(2);
});

test("a stop waits for a batch that ends soon", async () => {
  const release = Promise.withResolvers<void>();
  let invoked = false;
  const { queueUrl, start } = await setup(async () => {
    invoked = true;
    await release.promise;
  });
  const source = start();
  await send(queueUrl, ["a"]);
  await vi.waitFor(() => expect(invoked).toBe(true));
  const stopped = source.stop(2_000);
  release.resolve();
  await stopped;
  expect(await depth(queueUrl)).toEqual([0, 0]);
});
