import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
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
import { eventually, place } from "../../support/local-aws.ts";

interface Server {
  endpoint: string;
  stop(): Promise<void>;
}

async function startOurs(): Promise<Server> {
  let endpoint = "";
  const sqs = createSqs({ ...place, endpoint: () => endpoint });
  const door = await openFrontDoor(callAnswers({ sqs: localBackend(sqs.service) }, () => undefined));
  endpoint = door.endpoint;
  return { endpoint, stop: () => door.stop().then(sqs.stop) };
}

/**
 * Starts an independent implementation without persistence, so that the tests check more than our own understanding.
 */
async function startOthers(): Promise<Server> {
  const server = await startFauxqs({ port: 0, logger: false, host: "127.0.0.1" });
  return { endpoint: `http://127.0.0.1:${server.port}`, stop: () => server.stop() };
}

describe.each([
  ["ours", startOurs],
  ["fauxqs", startOthers],
])("SQS (%s)", (name, startServer) => {
  let server: Server;
  let sqs: SQSClient;
  let serial = 0;

  beforeAll(async () => {
    server = await startServer();
    sqs = new SQSClient({ endpoint: server.endpoint, ...testCredentials, maxAttempts: 1 });
  });
  afterAll(async () => {
    sqs.destroy();
    await server.stop();
  });

  async function newQueue(Attributes: Record<string, string> = {}): Promise<string> {
    const QueueName = `queue-${++serial}`;
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return `${server.endpoint}/000000000000/${QueueName}`;
  }
  const send = (QueueUrl: string, MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  async function receive(QueueUrl: string, options: Partial<ReceiveMessageCommandInput> = {}) {
    const all = {
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All" as const],
      MessageAttributeNames: ["All"],
    };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...all, ...options }));
    return Messages;
  }
  const bodies = async (queue: string, options = {}) => (await receive(queue, options)).map(({ Body }) => Body);
  const change = (QueueUrl: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

  it("returns a message as it was sent, and hides it from other receives until its timeout", async () => {
    const queue = await newQueue();
    const MessageAttributes = { kind: { DataType: "String", StringValue: "test" } };
    const { MessageId } = await sqs.send(
      new SendMessageCommand({ QueueUrl: queue, MessageBody: "héllo", MessageAttributes }),
    );
    const [message] = await receive(queue);
    expect(message).toMatchObject({ MessageId, Body: "héllo", MessageAttributes });
    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: "1" });
    expect(Number(message?.Attributes?.SentTimestamp)).toBeGreaterThan(Date.now() - 60_000);
    expect(await receive(queue)).toEqual([]);
  });

  it("deletes by the receipt of the latest receive", async () => {
    const queue = await newQueue();
    await send(queue, "a");
    const [message] = await receive(queue, { VisibilityTimeout: 60 });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ["All"] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" });
  });

  it.concurrent("returns and counts a message again when its visibility timeout ends or is set to 0", async () => {
    const queue = await newQueue({ VisibilityTimeout: "1" });
    await send(queue, "a");
    const [first] = await receive(queue);
    const [second] = await receive(queue, { WaitTimeSeconds: 5, VisibilityTimeout: 60 });
    expect(second?.Attributes?.ApproximateReceiveCount).toBe("2");
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await change(queue, second?.ReceiptHandle, 0);
    const [third] = await receive(queue);
    expect(third?.Attributes?.ApproximateReceiveCount).toBe("3");
  });

  it.concurrent("extends a visibility timeout", async () => {
    const queue = await newQueue({ VisibilityTimeout: "1" });
    await send(queue, "a");
    const [message] = await receive(queue);
    await change(queue, message?.ReceiptHandle, 60);
    expect(await receive(queue, { WaitTimeSeconds: 2 })).toEqual([]);
  });

  it("wakes a long poll at once", async () => {
    const queue = await newQueue();
    const polled = bodies(queue, { WaitTimeSeconds: 20 });
    await eventually(async () => {
      const started = Date.now();
      await send(queue, "a");
      expect(await polled).toEqual(["a"]);
      expect(Date.now() - started).toBeLessThan(1000);
    });
  });

  it.concurrent("holds back a message that is sent with a delay", async () => {
    const queue = await newQueue();
    await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: "a", DelaySeconds: 1 }));
    expect(await bodies(queue)).toEqual([]);
    expect(await bodies(queue, { WaitTimeSeconds: 5 })).toEqual(["a"]);
  });

  it("moves a message that was received too often to the dead-letter queue, where a long poll gets it", async () => {
    const deadLetters = await newQueue();
    const target = `arn:aws:sqs:us-east-1:000000000000:queue-${serial}`;
    const RedrivePolicy = JSON.stringify({ maxReceiveCount: 2, deadLetterTargetArn: target });
    const queue = await newQueue({ RedrivePolicy });
    await send(queue, "a");
    for (const _ of [1, 2]) {
      const [message] = await receive(queue);
      await change(queue, message?.ReceiptHandle, 0);
    }
    const dead = receive(deadLetters, { WaitTimeSeconds: 5 });
    expect(await receive(queue)).toEqual([]);
    expect((await dead).map(({ Body }) => Body)).toEqual(["a"]);
  });

  it("processes batches entry by entry", async () => {
    const queue = await newQueue();
    const Entries = ["a", "b\u0000", "c"].map((MessageBody, index) => ({ Id: `e${index}`, MessageBody }));
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(["e0", "e2"]);
    expect(sent.Failed).toMatchObject([{ Id: "e1", SenderFault: true, Code: "InvalidMessageContents" }]);
    const received = await receive(queue);
    expect(received.map(({ Body }) => Body).sort()).toEqual(["a", "c"]);
    expect(received.map(({ MessageId }) => MessageId).sort()).toEqual(
      sent.Successful?.map((one) => one.MessageId).sort(),
    );
    const handles = received.map(({ ReceiptHandle }, index) => ({ Id: `h${index}`, ReceiptHandle }));
    const changed = handles.map((entry) => ({ ...entry, VisibilityTimeout: 30 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue, Entries: changed }));
    const deleted = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries: handles }));
    expect(deleted.Successful?.map(({ Id }) => Id)).toEqual(["h0", "h1"]);
  });

  const message = { Id: "1", MessageBody: "a" };
  it.each([
    ["an empty batch", [], "EmptyBatchRequest"],
    [
      "eleven entries",
      Array.from({ length: 11 }, (_, index) => ({ ...message, Id: `${index}` })),
      "TooManyEntriesInBatchRequest",
    ],
    ["the same id twice", [message, message], "BatchEntryIdsNotDistinct"],
    ["an invalid id", [{ ...message, Id: "a b" }], "InvalidBatchEntryId"],
    [
      "more than a MiB together",
      ["1", "2"].map((Id) => ({ Id, MessageBody: "a".repeat(600_000) })),
      "BatchRequestTooLong",
    ],
  ])("refuses %s", async (_name, Entries, error) => {
    const QueueUrl = await newQueue();
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({ name: error });
    expect(await receive(QueueUrl)).toEqual([]);
  });

  it("names the errors as AWS does", async () => {
    const queue = await newQueue();
    const gone = `${queue}-gone`;
    await expect(send(gone, "a")).rejects.toMatchObject({ name: "QueueDoesNotExist" });
    await expect(receive(queue, { MaxNumberOfMessages: 11 })).rejects.toThrow(/MaxNumberOfMessages/);
    await send(queue, "a");
    const [first] = await receive(queue);
    await change(queue, first?.ReceiptHandle, 0);
    await expect(change(queue, first?.ReceiptHandle, 10)).rejects.toMatchObject({ name: "MessageNotInflight" });
    const set = new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { VisibilityTimeout: "43201" } });
    await expect(sqs.send(set)).rejects.toThrow(/VisibilityTimeout/);
  });

  it("finds queues by name", async () => {
    await newQueue();
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `queue-${serial}` }));
    expect(QueueUrl).toMatch(new RegExp(`/000000000000/queue-${serial}$`));
    if (name === "ours") expect(QueueUrl).toBe(`${server.endpoint}/000000000000/queue-${serial}`);
  });
});
