import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { callerOf, localBackend } from "../../../../lib/local/aws/backend.ts";
import { createMessages, MESSAGE_SCHEMA, type Messages } from "../../../../lib/local/aws/sqs/message-store.ts";
import { createSqs } from "../../../../lib/local/aws/sqs/sqs.ts";
import { place } from "../../support/local-aws.ts";

const LIMITS = { messagesInFlight: 100, fifoLookAhead: 100, noisyInFlight: 3 };

describe("a queue with message groups", () => {
  let now: number;
  let messages: Messages;

  beforeEach(() => {
    now = 1_000_000;
    const db = new DatabaseSync(":memory:");
    db.exec(MESSAGE_SCHEMA);
    messages = createMessages(db, () => now, LIMITS);
  });

  function send(group: string | undefined, count: number): void {
    const message = { body: group ?? "none", attributes: "{}", groupId: group, delaySeconds: 0 };
    messages.add("q", Array(count).fill(message));
  }

  const take = (max: number) => messages.take("q", max, 3_600, undefined).taken;
  const takeBodies = (max: number) => take(max).map(({ body }) => body);

  it("keeps the order of sending while no group is noisy", () => {
    for (const group of ["a", "b", "a", undefined]) send(group, 1);
    expect(takeBodies(10)).toEqual(["a", "b", "a", "none"]);
  });

  it("hands out quiet groups before a group with many messages in flight", () => {
    send("noisy", 20);
    expect(take(3)).toHaveLength(3);
    send("quiet", 2);
    send(undefined, 1);
    expect(takeBodies(4)).toEqual(["quiet", "quiet", "none", "noisy"]);
  });

  it("doesn't call a group noisy because of fewer messages in flight than the limit", () => {
    send("busy", 10);
    take(2);
    send("quiet", 1);
    expect(takeBodies(3)).toEqual(["busy", "busy", "busy"]);
  });

  it("doesn't call a group noisy that has a tenth of all messages in flight", () => {
    for (let tenant = 0; tenant < 20; tenant++) send(`tenant ${tenant}`, 3);
    while (take(10).length > 0);
    for (const group of ["tenant 1", "new"]) send(group, 1);
    expect(takeBodies(1)).toEqual(["tenant 1"]);
  });

  it("calls a group noisy that uses a tenth of the recent processing time", () => {
    send("slow", 1);
    const [hanging] = take(1);
    now += 30_000;
    expect(take(1)).toEqual([]);
    if (hanging) messages.delete(hanging);
    for (const group of ["slow", "quiet"]) send(group, 1);
    expect(takeBodies(1)).toEqual(["quiet"]);
    now += 3_600_000;
    for (const group of ["slow", "quiet"]) send(group, 1);
    expect(takeBodies(1)).toEqual(["slow"]);
  });

  it("hands out the noisy group with the fewest messages in flight first", () => {
    send("first", 8);
    take(5);
    send("second", 8);
    now += 30_000;
    expect(takeBodies(3)).toEqual(["second", "second", "second"]);
    expect(takeBodies(4)).toEqual(["second", "second", "first", "second"]);
  });

  it("hands out the oldest message of noisy groups with equally many messages in flight first", () => {
    for (const group of ["first", "second"]) send(group, 1);
    const hanging = take(2);
    now += 30_000;
    expect(take(1)).toEqual([]);
    for (const message of hanging) messages.delete(message);
    for (const group of ["second", "first", "second"]) send(group, 1);
    expect(takeBodies(3)).toEqual(["second", "first", "second"]);
  });

  it("counts the messages in flight after the clock was set back", () => {
    send("noisy", 3);
    const taken = take(3);
    now -= 3_600_000;
    for (const message of taken) messages.delete(message);
    for (const group of ["noisy", "quiet"]) send(group, 1);
    expect(takeBodies(1)).toEqual(["noisy"]);
  });

  it("counts a message that waits for its visibility timeout as in flight", () => {
    send("noisy", 20);
    for (const message of take(3)) messages.showAt(message, now + 600_000);
    now += 300_000;
    send("quiet", 1);
    expect(takeBodies(1)).toEqual(["quiet"]);
  });

  it("hands out nothing above the limit of messages in flight, until some are deleted", () => {
    send("a", 120);
    const taken = Array.from({ length: 12 }, () => take(10)).flat();
    expect([taken.length, messages.isFull("q")]).toEqual([100, true]);
    for (const message of taken.slice(0, 4)) messages.delete(message);
    now += 1_000;
    expect(messages.isFull("q")).toBe(false);
    expect(take(10)).toHaveLength(4);
  });
});

it("refuses a short poll above the limit of messages in flight, and leaves a long poll without messages", async () => {
  const { service, stop } = createSqs({
    ...place,
    endpoint: () => "http://x",
    limits: { ...LIMITS, messagesInFlight: 1 },
  });
  const call = callerOf("sqs", place.region, localBackend(service));
  const { QueueUrl } = await call("CreateQueue", { QueueName: "q" });
  for (const MessageBody of ["a", "b"]) await call("SendMessage", { QueueUrl, MessageBody });
  const receive = (WaitTimeSeconds: number) => call("ReceiveMessage", { QueueUrl, WaitTimeSeconds });
  const { Messages } = (await receive(0)) as { Messages: { ReceiptHandle: string }[] };
  await expect(receive(0)).rejects.toThrow("Too many messages in flight.");
  expect(await receive(1)).toEqual({});
  const waiting = receive(5);
  await call("DeleteMessage", { QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle });
  expect(await waiting).toMatchObject({ Messages: [{ Body: "b" }] });
  stop();
});
