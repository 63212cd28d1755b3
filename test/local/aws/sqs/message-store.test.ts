import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { createMessages, MESSAGE_SCHEMA, type Messages } from "../../../../lib/local/aws/sqs/message-store.ts";
import { createSqs } from "../../../../lib/local/aws/sqs/sqs.ts";
import { place } from "../../support/local-aws.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const redrive = { maxReceiveCount: 1, target: "dead" };
const newMessage = (body: string) => ({ body, attributes: "{}", groupId: undefined, delaySeconds: 0 });
const bodies = (taken: { body: string }[]) => taken.map(({ body }) => body);

describe("the message store", () => {
  let now = 1_000_000;
  let messages: Messages;

  beforeEach(() => {
    const db = new DatabaseSync(":memory:");
    db.exec(MESSAGE_SCHEMA);
    messages = createMessages(db, () => now);
  });

  it("returns messages in the order in which they became visible", () => {
    messages.add("q", ["a", "b", "c"].map(newMessage));
    const [first] = messages.take("q", 1, 10, undefined).taken;
    now += 10_000;
    expect(first?.body).toBe("a");
    expect(bodies(messages.take("q", 10, 10, undefined).taken)).toEqual(["b", "c", "a"]);
  });

  it("fills up a receive when some messages move to the dead-letter queue instead", () => {
    messages.add("q", ["a", "b"].map(newMessage));
    messages.take("q", 2, 0, redrive);
    messages.add("q", ["c", "d"].map(newMessage));
    expect(messages.take("q", 2, 10, redrive)).toMatchObject({ moved: 2, taken: [{ body: "c" }, { body: "d" }] });
    const dead = messages.take("dead", 10, 10, undefined).taken;
    expect(dead).toMatchObject([
      { body: "a", source: "q", sent_at: now, receives: 2 },
      { body: "b", source: "q", receives: 2 },
    ]);
  });

  it("returns a message only once in a receive with a visibility timeout of 0", () => {
    messages.add("q", [newMessage("a"), newMessage("b")]);
    messages.take("q", 1, 0, redrive);
    expect(messages.take("q", 10, 0, redrive)).toMatchObject({ moved: 1, taken: [{ body: "b" }] });
  });

  it("counts visible, in-flight and delayed messages", () => {
    messages.add("q", ["a", "b", "c"].map(newMessage));
    messages.add("q", [{ ...newMessage("d"), delaySeconds: 5 }]);
    messages.take("q", 1, 10, undefined);
    expect(messages.count("q")).toEqual({ visible: 2, inFlight: 1, delayed: 1 });
  });
});

it("reads a file of an earlier version, without trace headers", () => {
  const db = new DatabaseSync(":memory:");
  db.exec(MESSAGE_SCHEMA.replace(", trace_header TEXT", ""));
  const messages = createMessages(db);
  messages.add("q", [{ ...newMessage("a"), traceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793" }]);
  createMessages(db).add("q", [newMessage("b")]);
  expect(messages.take("q", 10, 10, undefined).taken).toMatchObject([
    { trace_header: "Root=1-5759e988-bd862e3fe1be46a994272793" },
    { trace_header: null },
  ]);
});

describe("SQS over time", () => {
  const signal = new AbortController().signal;
  let now = Date.now();
  const open = (dataDir: string) => createSqs({ dataDir, ...place, endpoint: () => "http://x", now: () => now });
  const queue = { QueueUrl: "http://x/0/q" };

  it("keeps queues, messages and receipts over a restart", async () => {
    const dataDir = temporaryFolder();
    const before = open(dataDir);
    before.service.CreateQueue?.({ QueueName: "q", Attributes: { VisibilityTimeout: "60" } }, signal);
    before.service.SendMessageBatch?.(
      { ...queue, Entries: ["a", "b"].map((MessageBody, index) => ({ Id: `${index}`, MessageBody })) },
      signal,
    );
    const first = await before.service.ReceiveMessage?.(queue, signal);
    before.stop();
    const after = open(dataDir);
    expect(await after.service.ReceiveMessage?.(queue, signal)).toMatchObject({ Messages: [{ Body: "b" }] });
    const [{ ReceiptHandle }] = (first as { Messages: [{ ReceiptHandle: string }] }).Messages;
    after.service.DeleteMessage?.({ ...queue, ReceiptHandle }, signal);
    now += 60_000;
    const left = await after.service.ReceiveMessage?.(
      { ...queue, MaxNumberOfMessages: 10, AttributeNames: ["ApproximateReceiveCount"] },
      signal,
    );
    expect(left).toMatchObject({ Messages: [{ Body: "b", Attributes: { ApproximateReceiveCount: "2" } }] });
    after.stop();
  });

  it("refuses a visibility timeout that ends more than 12 hours after the receive", async () => {
    const { service, stop } = open(temporaryFolder());
    service.CreateQueue?.({ QueueName: "q", Attributes: { VisibilityTimeout: "3600" } }, signal);
    service.SendMessage?.({ ...queue, MessageBody: "a" }, signal);
    const received = await service.ReceiveMessage?.(queue, signal);
    const [{ ReceiptHandle }] = (received as { Messages: [{ ReceiptHandle: string }] }).Messages;
    now += 600_000;
    const change = (VisibilityTimeout: number) =>
      service.ChangeMessageVisibility?.({ ...queue, ReceiptHandle, VisibilityTimeout }, signal);
    expect(() => change(43_200)).toThrow(/beyond the limit/);
    expect(change(42_600)).toEqual({});
    stop();
  });

  it("deletes messages when their retention period ends", async () => {
    const { service, stop } = open(temporaryFolder());
    service.CreateQueue?.({ QueueName: "q", Attributes: { MessageRetentionPeriod: "3600" } }, signal);
    service.SendMessage?.({ ...queue, MessageBody: "old" }, signal);
    now += 3_601_000;
    service.SendMessage?.({ ...queue, MessageBody: "new" }, signal);
    const all = { ...queue, MaxNumberOfMessages: 10 };
    expect(await service.ReceiveMessage?.(all, signal)).toMatchObject({ Messages: [{ Body: "new" }] });
    stop();
  });

  it("gives no message to a long poll whose caller has disconnected", async () => {
    const { service, stop } = open(temporaryFolder());
    service.CreateQueue?.({ QueueName: "q" }, signal);
    const caller = new AbortController();
    const polled = service.ReceiveMessage?.({ ...queue, WaitTimeSeconds: 20 }, caller.signal);
    caller.abort();
    service.SendMessage?.({ ...queue, MessageBody: "a" }, signal);
    expect(await polled).toEqual({});
    const count = { ...queue, AttributeNames: ["ApproximateReceiveCount"] };
    const received = await service.ReceiveMessage?.(count, signal);
    expect(received).toMatchObject({ Messages: [{ Attributes: { ApproximateReceiveCount: "1" } }] });
    stop();
  });

  it("accepts characters outside the basic plane, but none that XML forbids", () => {
    const { service, stop } = open(temporaryFolder());
    service.CreateQueue?.({ QueueName: "q" }, signal);
    const send = (MessageBody: string) => service.SendMessage?.({ ...queue, MessageBody }, signal);
    expect(send("🎺")).toMatchObject({ MD5OfMessageBody: expect.any(String) });
    expect(() => send("\u0001")).toThrow(/Invalid characters/);
    expect(() => send("\uFFFE")).toThrow(/Invalid characters/);
    stop();
  });

  it("has no FIFO queue that isn't asked for as one", () => {
    const { service, stop } = open(temporaryFolder());
    expect(() => service.CreateQueue?.({ QueueName: "q.fifo", Attributes: {} }, signal)).toThrow(/name of a queue/);
    stop();
  });
});
