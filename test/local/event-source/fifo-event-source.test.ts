import type { SQSEvent, SQSRecord } from "aws-lambda";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type AwsCaller, callerOf, localBackend } from "../../../lib/local/aws/backend.ts";
import { createSqs } from "../../../lib/local/aws/sqs/sqs.ts";
import { AWS_LIMITS } from "../../../lib/local/aws-limits.ts";
import { type EventSource, startEventSource } from "../../../lib/local/event-source/event-source.ts";
import { createSourceQueue } from "../../../lib/local/event-source/source-queue.ts";
import { place } from "../support/local-aws.ts";

let sqs: ReturnType<typeof createSqs>;
let call: AwsCaller;
let serial = 0;
const sources: EventSource[] = [];

beforeAll(() => {
  sqs = createSqs({ ...place, endpoint: () => "http://x" });
  call = callerOf("sqs", place.region, localBackend(sqs.service));
});
afterEach(() => Promise.all(sources.splice(0).map((source) => source.stop(0))));
afterAll(() => sqs.stop());

/** Creates a FIFO queue, and an event source that reads it and calls `invoke`. */
async function setup(
  invoke: (event: SQSEvent) => Promise<unknown>,
  { visibility = 30, most = 20, failed = ignore } = {},
) {
  const QueueName = `queue-${++serial}.fifo`;
  const Attributes = { FifoQueue: "true", VisibilityTimeout: String(visibility) };
  const { QueueUrl } = await call("CreateQueue", { QueueName, Attributes });
  const queueUrl = String(QueueUrl);
  const start = () => {
    const source = startEventSource({
      spec: {
        queueArn: `arn:aws:sqs:${place.region}:${place.accountId}:${QueueName}`,
        region: place.region,
        batchSize: 10,
        windowSeconds: 0,
        maximumConcurrency: most,
        reportsFailures: true,
      },
      limits: AWS_LIMITS,
      queue: createSourceQueue({ queueUrl, call, callAsOperator: call }),
      invoke: (event) => invoke(event as SQSEvent),
      waiting: () => 0,
      failed,
    });
    sources.push(source);
    return source;
  };
  return { queueUrl, start };
}

const ignore = (_error: Error): void => undefined;

/** Sends messages, each to the group that its first character names. */
async function send(QueueUrl: string, bodies: string[]): Promise<void> {
  for (const MessageBody of bodies) {
    const ids = { MessageGroupId: MessageBody.charAt(0), MessageDeduplicationId: `d${++serial}` };
    await call("SendMessage", { QueueUrl, MessageBody, ...ids });
  }
}

const bodiesOf = ({ Records }: SQSEvent): string[] => Records.map(({ body }) => body);
const groupOf = ({ attributes }: SQSRecord): string => attributes.MessageGroupId ?? "";

async function depth(QueueUrl: string): Promise<number> {
  const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
  const { Attributes } = await call("GetQueueAttributes", { QueueUrl, AttributeNames });
  return Object.values(Attributes as Record<string, string>).reduce((sum, count) => sum + Number(count), 0);
}

const empty = (queueUrl: string) => vi.waitFor(async () => expect(await depth(queueUrl)).toBe(0), 60_000);

test("a record has the group, the deduplication id and the sequence number of its message", async () => {
  const records: SQSRecord[] = [];
  const { queueUrl, start } = await setup(async ({ Records }) => void records.push(...Records));
  const ids = { MessageGroupId: "a", MessageDeduplicationId: "id-of-a1" };
  const { SequenceNumber } = await call("SendMessage", { QueueUrl: queueUrl, MessageBody: "a1", ...ids });
  start();
  await empty(queueUrl);
  expect(records[0]?.attributes).toMatchObject({ ...ids, SequenceNumber });
});

test("a function works on as many batches as there are groups, and never on a group twice at a time", async () => {
  const running = new Set<string>();
  const seen = new Map<string, string[]>();
  let most = 0;
  const { queueUrl, start } = await setup(async (event) => {
    const groups = new Set(event.Records.map(groupOf));
    for (const group of groups) {
      expect(running).not.toContain(group);
      running.add(group);
    }
    most = Math.max(most, running.size);
    for (const record of event.Records) seen.set(groupOf(record), [...(seen.get(groupOf(record)) ?? []), record.body]);
    await vi.waitFor(() => expect(most).toBe(8), { interval: 5, timeout: 5_000 });
    for (const group of groups) running.delete(group);
  });
  // More groups than the batches that a function gets at first from a standard queue. Each group fills a batch.
  const sent = new Map([..."abcdefgh"].map((group) => [group, Array.from({ length: 12 }, (_, n) => `${group}${n}`)]));
  await send(queueUrl, [...sent.values()].flat());
  start();
  await empty(queueUrl);
  expect(most).toBe(8);
  expect(new Map([...seen].toSorted())).toEqual(sent);
});

test("a function works on no more batches than the maximum concurrency", async () => {
  let running = 0;
  let most = 0;
  const { queueUrl, start } = await setup(
    async () => {
      most = Math.max(most, ++running);
      await vi.waitFor(() => expect(most).toBe(2), { interval: 5 });
      running--;
    },
    { most: 2 },
  );
  await send(
    queueUrl,
    [..."abcdef"].flatMap((group) => Array.from({ length: 10 }, (_, n) => `${group}${n}`)),
  );
  start();
  await empty(queueUrl);
  expect(most).toBe(2);
});

test("failed messages come back in order before those behind them, and the others are deleted", async () => {
  const batches: string[][] = [];
  const { queueUrl, start } = await setup(
    async (event) => {
      batches.push(bodiesOf(event));
      const failed = batches.length === 1 ? event.Records.filter(({ body }) => ["a2", "a3"].includes(body)) : [];
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
    { visibility: 1 },
  );
  await send(queueUrl, ["a1", "a2", "a3", "b1"]);
  start();
  await vi.waitFor(() => expect(batches).toHaveLength(1));
  await send(queueUrl, ["a4"]);
  await empty(queueUrl);
  expect(batches[0]).toEqual(["a1", "a2", "a3", "b1"]);
  expect(batches.slice(1).flat()).toEqual(["a2", "a3", "a4"]);
});

test("a message that the function deletes itself frees its group while the function still runs", async () => {
  const release = Promise.withResolvers<void>();
  const seen: string[] = [];
  const failures: Error[] = [];
  const { queueUrl, start } = await setup(
    async (event) => {
      seen.push(...bodiesOf(event));
      if (!seen.includes("a2")) {
        await call("DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle: event.Records[0]?.receiptHandle });
        await release.promise;
      }
    },
    { failed: (error) => void failures.push(error) },
  );
  await send(queueUrl, ["a1"]);
  start();
  await vi.waitFor(() => expect(seen).toEqual(["a1"]));
  await send(queueUrl, ["a2"]);
  await vi.waitFor(() => expect(seen).toEqual(["a1", "a2"]));
  release.resolve();
  await empty(queueUrl);
  expect(failures).toEqual([]);
});

test("a batch of large messages takes several invocations, without those behind a failed one", async () => {
  const batches: string[][] = [];
  const { queueUrl, start } = await setup(
    async (event) => {
      batches.push(bodiesOf(event).map((body) => body.slice(0, 2)));
      const failed = batches.length === 1 ? event.Records.filter(({ body }) => body.startsWith("a")) : [];
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
    { visibility: 2 },
  );
  const large = (body: string) => body.padEnd(1_000_000, "x");
  await send(queueUrl, ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "b1"].map(large));
  start();
  await empty(queueUrl);
  const [first = [], second = [], ...others] = batches;
  expect([first, second]).toEqual([["a1", "a2", "a3", "a4", "a5", "a6"].slice(0, first.length), ["b1"]]);
  expect(others.flat()).toEqual(["a1", "a2", "a3", "a4", "a5", "a6", "a7"]);
});

test("a receipt that has expired leaves the message in the queue, which comes back", async () => {
  const failures: string[] = [];
  const seen: string[] = [];
  const { queueUrl, start } = await setup(
    async ({ Records: [record] }) => {
      seen.push(String(record?.attributes.ApproximateReceiveCount));
      const VisibilityTimeout = 0;
      const receipt = { QueueUrl: queueUrl, ReceiptHandle: record?.receiptHandle };
      if (seen.length === 1) await call("ChangeMessageVisibility", { ...receipt, VisibilityTimeout });
    },
    { most: 1, failed: ({ message }) => void failures.push(message) },
  );
  await send(queueUrl, ["a1"]);
  start();
  await empty(queueUrl);
  expect([seen, failures.join()]).toEqual([["1", "2"], expect.stringContaining("has expired")]);
});

test("a stop hands back the messages of unfinished batches, which keep their order", async () => {
  const seen: string[] = [];
  const { queueUrl, start } = await setup(async (event) => {
    seen.push(...bodiesOf(event));
    await new Promise(() => undefined);
  });
  await send(queueUrl, ["a1", "a2", "a3"]);
  const source = start();
  await vi.waitFor(() => expect(seen).toHaveLength(3));
  await source.stop(50);
  const { Messages } = await call("ReceiveMessage", { QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
  expect((Messages as { Body: string }[]).map(({ Body }) => Body)).toEqual(["a1", "a2", "a3"]);
});
