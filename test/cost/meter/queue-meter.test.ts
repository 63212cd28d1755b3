import { expect, it } from "vitest";
import type { AwsRequest } from "../../../lib/local/aws/backend.ts";
import { queueMeter } from "./queue-meter.ts";
import { noUsage } from "./usage.ts";

const KB = 1024;

/** What a call counts: requests, those with a message group, empty receives. */
async function counted(operation: string, input: object, output: object = {}) {
  const usage = noUsage();
  const backend = async () => ({ status: 200, headers: {}, body: JSON.stringify(output) });
  const request = { operation, input, signal: new AbortController().signal } as unknown as AwsRequest;
  await queueMeter(backend, () => usage)(request);
  return [usage.queueRequests, usage.fairQueueRequests, usage.emptyReceives];
}

const entries = (count: number, bytes: number, more: object = {}) => ({
  Entries: Array.from({ length: count }, () => ({ MessageBody: "x".repeat(bytes), ...more })),
});

it("a request counts once for each 64 KB of its messages together", async () => {
  expect(await counted("SendMessageBatch", entries(10, KB))).toEqual([1, 0, 0]);
  expect(await counted("SendMessageBatch", entries(10, 8 * KB))).toEqual([2, 0, 0]);
  expect(await counted("SendMessage", { MessageBody: "x".repeat(64 * KB + 1) })).toEqual([2, 0, 0]);
  const Messages = Array.from({ length: 10 }, () => ({ Body: "x".repeat(8 * KB) }));
  expect(await counted("ReceiveMessage", {}, { Messages })).toEqual([2, 0, 0]);
});

it("attributes belong to a message", async () => {
  const MessageAttributes = { trace: { DataType: "String", StringValue: "x" } };
  const message = { MessageBody: "x".repeat(64 * KB - 11), MessageAttributes };
  expect(await counted("SendMessage", message)).toEqual([2, 0, 0]);
});

it("a message group costs the surcharge when it is sent", async () => {
  expect(await counted("SendMessageBatch", entries(10, 8 * KB, { MessageGroupId: "acme" }))).toEqual([2, 2, 0]);
  expect(await counted("SendMessage", { MessageBody: "x", MessageGroupId: "acme" })).toEqual([1, 1, 0]);
});

it("deletes, visibility changes and empty receives count as well", async () => {
  expect(await counted("DeleteMessageBatch", { Entries: [{ ReceiptHandle: "1" }] })).toEqual([1, 0, 0]);
  expect(await counted("ChangeMessageVisibility", { ReceiptHandle: "1" })).toEqual([1, 0, 0]);
  expect(await counted("ReceiveMessage", {})).toEqual([1, 0, 1]);
});
