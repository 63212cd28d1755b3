import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { startFauxqs } from "fauxqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAnswers } from "../../../../lib/local/aws/aws-calls.ts";
import { localBackend } from "../../../../lib/local/aws/backend.ts";
import { openFrontDoor } from "../../../../lib/local/aws/front-door.ts";
import { createSqs } from "../../../../lib/local/aws/sqs/sqs.ts";
import { testCredentials } from "../../../support/test-credentials.ts";
import { place } from "../../support/local-aws.ts";

const HIGH_THROUGHPUT = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };

let serial = 0;
let client: SQSClient;
let endpoint: string;

async function newQueue(Attributes: Record<string, string> = {}): Promise<string> {
  const QueueName = `queue-${++serial}.fifo`;
  await client.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: "true", ...Attributes } }));
  return `${endpoint}/000000000000/${QueueName}`;
}

/** Sends a message to the group that the first character of its body names. */
const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) => {
  const ids = { MessageGroupId: MessageBody.charAt(0), MessageDeduplicationId: `id-${++serial}` };
  return client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...ids, ...more }));
};

async function receive(QueueUrl: string, options: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const all = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All" as const] };
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...all, ...options }));
  return Messages;
}

const bodiesOf = (messages: Message[]) => messages.map(({ Body }) => Body);
const bodies = async (queue: string, options = {}) => bodiesOf(await receive(queue, options));
const change = (QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number) =>
  client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

async function startOurs() {
  const sqs = createSqs({ ...place, endpoint: () => endpoint });
  const door = await openFrontDoor(callAnswers({ sqs: localBackend(sqs.service) }, () => undefined));
  return { endpoint: door.endpoint, stop: () => door.stop().then(sqs.stop) };
}

async function startOthers() {
  const server = await startFauxqs({ port: 0, logger: false, host: "127.0.0.1" });
  return { endpoint: `http://127.0.0.1:${server.port}`, stop: () => server.stop() };
}

function useServer(start: typeof startOurs): void {
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const server = await start();
    ({ endpoint, stop } = server);
    client = new SQSClient({ endpoint, ...testCredentials, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await stop();
  });
}

describe.each([
  ["ours", startOurs],
  ["fauxqs", startOthers],
])("a FIFO queue (%s)", (_name, start) => {
  useServer(start);

  it("hands out a message with its group, its deduplication id and its sequence number", async () => {
    const queue = await newQueue();
    const first = await send(queue, "a1", { MessageDeduplicationId: "id-of-a1" });
    const second = await send(queue, "a2");
    const [message] = await receive(queue, { MaxNumberOfMessages: 1 });
    expect(message?.Attributes).toMatchObject({
      MessageGroupId: "a",
      MessageDeduplicationId: "id-of-a1",
      SequenceNumber: first.SequenceNumber,
    });
    for (const { SequenceNumber } of [first, second]) expect(SequenceNumber).toMatch(/^\d{20}$/);
    expect(String(first.SequenceNumber) < String(second.SequenceNumber)).toBe(true);
  });

  it("gives growing sequence numbers to the messages of a batch", async () => {
    const queue = await newQueue();
    const Entries = ["a", "b", "a"].map((group, n) => ({
      Id: `e${n}`,
      MessageBody: `${group}${n}`,
      MessageGroupId: group,
      MessageDeduplicationId: `d${n}`,
    }));
    const { Successful = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    const numbers = Successful.map(({ SequenceNumber }) => String(SequenceNumber));
    expect([numbers.toSorted(), new Set(numbers).size]).toEqual([numbers, 3]);
  });

  it("hands out nothing of a group with a message in flight, until it is deleted", async () => {
    const queue = await newQueue();
    for (const body of ["a1", "a2", "b1"]) await send(queue, body);
    const [a1] = await receive(queue, { MaxNumberOfMessages: 1 });
    expect(a1?.Body).toBe("a1");
    expect(await bodies(queue)).toEqual(["b1"]);
    expect(await receive(queue)).toEqual([]);
    if (a1) await remove(queue, a1);
    expect(await bodies(queue)).toEqual(["a2"]);
  });

  it("hands out a message again before those behind it, when its visibility timeout is set to 0", async () => {
    const queue = await newQueue();
    for (const body of ["a1", "a2"]) await send(queue, body);
    const [a1] = await receive(queue, { MaxNumberOfMessages: 1 });
    if (a1) await change(queue, a1, 0);
    const [again] = await receive(queue, { MaxNumberOfMessages: 1 });
    expect([again?.Body, again?.Attributes?.ApproximateReceiveCount]).toEqual(["a1", "2"]);
    expect(await receive(queue)).toEqual([]);
  });

  it.concurrent("hands out a message again before those behind it, when its visibility timeout ends", async () => {
    const queue = await newQueue({ VisibilityTimeout: "1" });
    for (const body of ["a1", "a2"]) await send(queue, body);
    await receive(queue, { MaxNumberOfMessages: 1 });
    expect(await bodies(queue, { MaxNumberOfMessages: 1, WaitTimeSeconds: 5 })).toEqual(["a1"]);
  });

  it("hands out nothing of a group whose message was hidden for longer", async () => {
    const queue = await newQueue({ VisibilityTimeout: "1" });
    for (const body of ["a1", "a2"]) await send(queue, body);
    const [a1] = await receive(queue, { MaxNumberOfMessages: 1 });
    if (a1) await change(queue, a1, 60);
    expect(await receive(queue, { WaitTimeSeconds: 2 })).toEqual([]);
  });

  it("wakes a long poll when a delete frees the group", async () => {
    const queue = await newQueue();
    for (const body of ["a1", "a2"]) await send(queue, body);
    const [a1] = await receive(queue, { MaxNumberOfMessages: 1 });
    const polled = bodies(queue, { WaitTimeSeconds: 20 });
    const started = Date.now();
    if (a1) await remove(queue, a1);
    expect(await polled).toEqual(["a2"]);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it("takes a message only once that is sent again with the same deduplication id, even if it was deleted", async () => {
    const queue = await newQueue();
    const first = await send(queue, "a1", { MessageDeduplicationId: "same" });
    const second = await send(queue, "a1", { MessageDeduplicationId: "same" });
    expect([second.MessageId, second.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
    const received = await receive(queue);
    expect(bodiesOf(received)).toEqual(["a1"]);
    for (const message of received) await remove(queue, message);
    await send(queue, "a1", { MessageDeduplicationId: "same" });
    expect(await receive(queue)).toEqual([]);
  });

  it("holds back messages for the delay of the queue", async () => {
    const queue = await newQueue({ DelaySeconds: "1" });
    await send(queue, "a1");
    expect(await receive(queue)).toEqual([]);
    expect(await bodies(queue, { WaitTimeSeconds: 5 })).toEqual(["a1"]);
  });

  it("deletes a message that was deleted already", async () => {
    const queue = await newQueue();
    await send(queue, "a1");
    const [a1] = await receive(queue);
    if (a1) for (const _ of [1, 2]) await remove(queue, a1);
    expect(await receive(queue)).toEqual([]);
  });

  it.each<[string, Partial<SendMessageCommandInput>, RegExp]>([
    ["without a group", { MessageGroupId: undefined }, /contain the parameter MessageGroupId/],
    ["without a deduplication id", { MessageDeduplicationId: undefined }, /MessageDeduplicationId provided explicitly/],
    ["with a delay of its own", { DelaySeconds: 1 }, /parameter DelaySeconds is invalid/],
  ])("refuses a message %s", async (_case, parameters, message) => {
    const queue = await newQueue();
    await expect(send(queue, "a1", parameters)).rejects.toThrow(message);
    expect(await receive(queue)).toEqual([]);
  });

  it("refuses the entries of a batch that have no group, and takes the others", async () => {
    const queue = await newQueue();
    const entry = (Id: string, MessageGroupId?: string) => ({
      Id,
      MessageBody: Id,
      MessageDeduplicationId: Id,
      MessageGroupId,
    });
    const Entries = [entry("bad"), entry("good", "a")];
    const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    expect([Successful?.map(({ Id }) => Id), Failed?.map(({ Id }) => Id)]).toEqual([["good"], ["bad"]]);
    expect(await bodies(queue)).toEqual(["good"]);
  });

  it("needs the suffix of FIFO queues in its name", async () => {
    const command = new CreateQueueCommand({ QueueName: "fifo", Attributes: { FifoQueue: "true" } });
    await expect(client.send(command)).rejects.toThrow(/must end with \.fifo/);
  });

  it("shows that it is a FIFO queue", async () => {
    const QueueUrl = await newQueue(HIGH_THROUGHPUT);
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    expect(Attributes).toMatchObject({ FifoQueue: "true", ContentBasedDeduplication: "false", ...HIGH_THROUGHPUT });
  });

  it("stays a FIFO queue", async () => {
    const QueueUrl = await newQueue();
    const command = new SetQueueAttributesCommand({ QueueUrl, Attributes: { FifoQueue: "false" } });
    await expect(client.send(command)).rejects.toThrow(/FifoQueue/);
  });
});

// AWS documents these rules, and fauxqs doesn't have them.
describe("a FIFO queue", () => {
  useServer(startOurs);

  it("hands out as many messages of a group as possible in one receive, and then those of others", async () => {
    const queue = await newQueue();
    for (const body of ["a1", "b1", "a2", "c1", "b2"]) await send(queue, body);
    const received = await receive(queue, { MaxNumberOfMessages: 3 });
    expect(bodiesOf(received)).toEqual(["a1", "a2", "b1"]);
    expect(await bodies(queue)).toEqual(["c1"]);
  });

  it("hands out nothing of a group while any of its messages is in flight", async () => {
    const queue = await newQueue();
    for (const body of ["a1", "a2", "a3"]) await send(queue, body);
    const [a1, a2] = await receive(queue, { MaxNumberOfMessages: 2 });
    if (a1) await remove(queue, a1);
    expect(await receive(queue)).toEqual([]);
    if (a2) await change(queue, a2, 0);
    expect(await bodies(queue)).toEqual(["a2", "a3"]);
  });

  it("knows a deduplication id in its group only, with high throughput", async () => {
    const queue = await newQueue(HIGH_THROUGHPUT);
    for (const body of ["a1", "a2", "b1"]) await send(queue, body, { MessageDeduplicationId: "same" });
    expect(await bodies(queue)).toEqual(["a1", "b1"]);
  });

  it("takes only one of two messages of a batch that have the same deduplication id", async () => {
    const queue = await newQueue();
    const entry = { MessageBody: "a", MessageGroupId: "a", MessageDeduplicationId: "same" };
    const Entries = ["1", "2"].map((Id) => ({ Id, ...entry }));
    const { Successful } = await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    expect(new Set(Successful?.map(({ MessageId }) => MessageId)).size).toBe(1);
    expect(await bodies(queue)).toEqual(["a"]);
  });

  it("refuses a receipt whose visibility timeout has ended", async () => {
    const queue = await newQueue();
    await send(queue, "a1");
    const [a1] = await receive(queue);
    if (!a1) return expect.unreachable();
    await change(queue, a1, 0);
    await expect(remove(queue, a1)).rejects.toThrow(/The receipt handle has expired/);
    expect(await bodies(queue)).toEqual(["a1"]);
  });

  it.each([
    ["a group id with a space", { MessageGroupId: "a b" }, /MessageGroupId can only include/],
    ["a group id that is too long", { MessageGroupId: "a".repeat(129) }, /MessageGroupId can only include/],
    ["an empty deduplication id", { MessageDeduplicationId: "" }, /MessageDeduplicationId can only include/],
  ])("refuses %s", async (_case, parameters, message) => {
    await expect(send(await newQueue(), "a1", parameters)).rejects.toThrow(message);
  });

  it("alone has deduplication ids", async () => {
    const QueueName = `standard-${++serial}`;
    await client.send(new CreateQueueCommand({ QueueName }));
    const sent = send(`${endpoint}/000000000000/${QueueName}`, "a1");
    await expect(sent).rejects.toThrow(/MessageDeduplicationId is invalid.*not valid for this queue type/);
  });

  it.each<[string, string, Record<string, string>, RegExp]>([
    ["a FIFO name without the attribute", "q.fifo", {}, /the name of a queue can only include/],
    ["nothing but the suffix", ".fifo", { FifoQueue: "true" }, /the name of a queue can only include/],
    ["81 characters", `${"q".repeat(76)}.fifo`, { FifoQueue: "true" }, /1 to 80 in length/],
    ["a FIFO attribute on a standard queue", "q", { DeduplicationScope: "queue" }, /Unknown Attribute/],
    ["a false FifoQueue", "q", { FifoQueue: "false" }, /Unknown Attribute FifoQueue/],
    ["an unknown scope", "q.fifo", { FifoQueue: "true", DeduplicationScope: "all" }, /DeduplicationScope/],
    [
      "content-based deduplication, which the twin doesn't have",
      "q.fifo",
      { FifoQueue: "true", ContentBasedDeduplication: "true" },
      /ContentBasedDeduplication/,
    ],
    [
      "a limit per group without deduplication per group",
      "q.fifo",
      { FifoQueue: "true", FifoThroughputLimit: "perMessageGroupId" },
      /only when the value for DeduplicationScope is messageGroup/,
    ],
    [
      "a dead-letter queue that is a standard queue",
      "q.fifo",
      {
        FifoQueue: "true",
        RedrivePolicy: JSON.stringify({ maxReceiveCount: 1, deadLetterTargetArn: "arn:aws:sqs:r:a:dead" }),
      },
      /must be same type of queue/,
    ],
  ])("can't be created with %s", async (_case, QueueName, Attributes, message) => {
    await expect(client.send(new CreateQueueCommand({ QueueName, Attributes }))).rejects.toThrow(message);
  });
});
