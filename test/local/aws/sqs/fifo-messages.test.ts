import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { createMessages, MESSAGE_SCHEMA, type Messages } from "../../../../lib/local/aws/sqs/message-store.ts";
import { createSqs } from "../../../../lib/local/aws/sqs/sqs.ts";
import { AWS_LIMITS } from "../../../../lib/local/aws-limits.ts";
import { place } from "../../support/local-aws.ts";

const LIMITS = { ...AWS_LIMITS, messagesInFlight: 6, fifoLookAhead: 4 };

describe("the messages of a FIFO queue", () => {
  let now: number;
  let serial: number;
  let db: DatabaseSync;
  let messages: Messages;

  beforeEach(() => {
    now = 1_000_000;
    serial = 0;
    db = new DatabaseSync(":memory:");
    db.exec(MESSAGE_SCHEMA);
    messages = createMessages(db, () => now, LIMITS);
  });

  /** Sends messages, each to the group that its first character names. */
  const send = (bodies: string[], id?: string, delaySeconds = 0) =>
    messages.add(
      "q.fifo",
      bodies.map((body) => ({
        body,
        attributes: "{}",
        groupId: body.charAt(0),
        deduplication: { id: id ?? `d${++serial}`, scope: "" },
        delaySeconds,
      })),
    );
  const take = (max = 10, queue = "q.fifo") => messages.take(queue, max, 30, undefined).taken;
  const takeBodies = (max?: number, queue?: string) => take(max, queue).map(({ body }) => body);

  it("are found among the first messages of the queue only, whether these are in flight or not", () => {
    send(["a1", "a2", "a3", "a4", "b1", "c1"]);
    const [a1] = take(1);
    expect(takeBodies()).toEqual([]);
    if (a1) messages.delete(a1);
    expect(takeBodies()).toEqual(["a2", "a3", "a4", "b1"]);
  });

  it("are handed out up to the limit of messages in flight, and again when some of these are deleted", () => {
    messages = createMessages(db, () => now, { ...LIMITS, fifoLookAhead: 100 });
    send(["a1", "b1", "c1", "d1", "e1", "f1", "g1", "h1"]);
    const taken = take();
    expect([taken.length, messages.isFull("q.fifo")]).toEqual([6, true]);
    expect(take()).toEqual([]);
    for (const message of taken.slice(0, 1)) messages.delete(message);
    expect([messages.isFull("q.fifo"), takeBodies()]).toEqual([false, ["g1"]]);
  });

  it("are next due when a message in flight becomes visible", () => {
    send(["a1", "a2"]);
    expect(messages.nextDueAt("q.fifo")).toBeUndefined();
    take(1);
    expect(messages.nextDueAt("q.fifo")).toBe(now + 30_000);
  });

  it("wait for an earlier message of their group that is delayed", () => {
    send(["a1"], undefined, 60);
    send(["a2", "b1"]);
    expect(takeBodies()).toEqual(["b1"]);
    now += 60_000;
    expect(takeBodies()).toEqual(["a1", "a2", "b1"]);
  });

  it("are duplicates for five minutes after they were sent", () => {
    const [first] = send(["a1"], "same");
    now += 299_999;
    expect(send(["a2"], "same")).toEqual([first]);
    now += 1;
    expect(send(["a3"], "same")).not.toEqual([first]);
    expect(takeBodies()).toEqual(["a1", "a3"]);
  });

  it("are no duplicates of those of a queue with this name that was deleted", () => {
    send(["a1"], "same");
    messages.deleteAll("q.fifo");
    messages.forgetDuplicates("q.fifo");
    send(["a2"], "same");
    expect(takeBodies()).toEqual(["a2"]);
  });

  it("move to the end of a dead-letter queue, as messages of their own, and free their group", () => {
    send(["a1", "a2"]);
    const redrive = { maxReceiveCount: 1, target: "dead.fifo" };
    const [first] = messages.take("q.fifo", 1, 30, redrive).taken;
    now += 30_000;
    const again = messages.take("q.fifo", 10, 30, redrive);
    expect([again.moved, again.taken.map(({ body }) => body)]).toEqual([1, ["a2"]]);
    const [dead] = take(10, "dead.fifo");
    expect(dead).toMatchObject({ body: "a1", source: "q.fifo", group_id: "a", sent_at: now, receives: 2 });
    expect(dead?.deduplication_id).toBe(dead?.id);
    expect(dead?.seq).toBeGreaterThan(Number(first?.seq) + 1);
  });

  it("stay apart from those of other queues", () => {
    send(["a1"]);
    messages.add("q", [{ body: "standard", attributes: "{}", groupId: "a", delaySeconds: 0 }]);
    expect([takeBodies(10, "q"), takeBodies(10, "other.fifo"), takeBodies()]).toEqual([["standard"], [], ["a1"]]);
  });

  it("fit into a file of an earlier version", () => {
    const old = new DatabaseSync(":memory:");
    old.exec(MESSAGE_SCHEMA.replace(/,\s*deduplication_id TEXT/, ""));
    messages = createMessages(old, () => now, LIMITS);
    send(["a1"], "id-of-a1");
    expect(take()).toMatchObject([{ body: "a1", deduplication_id: "id-of-a1" }]);
  });
});

it("a short poll of a FIFO queue above the limit of messages in flight finds nothing, and doesn't fail", async () => {
  const signal = new AbortController().signal;
  const { service, stop } = createSqs({
    ...place,
    endpoint: () => "http://x",
    limits: { ...LIMITS, messagesInFlight: 1 },
  });
  service.CreateQueue?.({ QueueName: "q.fifo", Attributes: { FifoQueue: "true" } }, signal);
  const queue = { QueueUrl: "http://x/0/q.fifo" };
  for (const id of ["a", "b"]) {
    const ids = { MessageGroupId: id, MessageDeduplicationId: id };
    service.SendMessage?.({ ...queue, MessageBody: id, ...ids }, signal);
  }
  expect(await service.ReceiveMessage?.(queue, signal)).toMatchObject({ Messages: [{ Body: "a" }] });
  expect(await service.ReceiveMessage?.(queue, signal)).toEqual({});
  stop();
});
