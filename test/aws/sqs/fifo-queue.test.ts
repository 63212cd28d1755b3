import type { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { sqsClient } from "../../../lib/aws/clients.ts";
import { sqsFifoQueue } from "../../../lib/aws/sqs/fifo-queue.ts";
import { sqsMessageDeletion } from "../../../lib/aws/sqs/message-deletion.ts";
import { sqsOrderedQueue } from "../../../lib/aws/sqs/ordered-queue.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import { decodeLaneMessage } from "../../../lib/core/ordered/lane-message.ts";
import { callAnswers } from "../../../lib/local/aws/aws-calls.ts";
import { type AwsCaller, callerOf, localBackend } from "../../../lib/local/aws/backend.ts";
import { openFrontDoor } from "../../../lib/local/aws/front-door.ts";
import type { Service } from "../../../lib/local/aws/service.ts";
import { createSqs } from "../../../lib/local/aws/sqs/sqs.ts";
import { place } from "../../local/support/local-aws.ts";
import { fifoQueueContract } from "../../support/contracts/fifo-queue-contract.ts";
import { faultPlan } from "../../support/memory/fault-plan.ts";
import { memoryQueue } from "../../support/memory/memory-queue.ts";
import { memoryFifoQueue } from "../../support/memory/memory-queue-ports.ts";
import { testCredentials } from "../../support/test-credentials.ts";
import { type AwsCall, AwsFailure, type ScriptedAws, startScriptedAws } from "../scripted-aws.ts";
import { md5 } from "./md5.ts";

describe("in memory", () => {
  fifoQueueContract(async function open() {
    const queue = memoryQueue({ now: () => 0, visibilitySeconds: 60, fifo: true });
    const send: typeof queue.send = (body, group) => {
      if (body.startsWith("refused")) throw new PipelineFault("refused");
      return queue.send(body, group);
    };
    return {
      queue: memoryFifoQueue({ ...queue, send }, faultPlan()),
      async drain() {
        const all = [];
        for (let some = queue.receive(10); some.length > 0; some = queue.receive(10)) {
          all.push(...some.map(({ groupId = "", body }) => ({ group: groupId, body })));
          for (const { receiptHandle } of some) queue.delete(receiptHandle);
        }
        return all;
      },
    };
  });
});

interface Entry {
  Id: string;
  MessageBody: string;
  MessageGroupId: string;
  MessageDeduplicationId: string;
}

interface Received {
  Body: string;
  ReceiptHandle: string;
  Attributes: { MessageGroupId: string };
}

/** Fails entries whose body begins with `refused`, as SQS does on an error inside it. */
const refusing = ({ SendMessageBatch, ...service }: Service): Service => ({
  ...service,
  SendMessageBatch(input, signal, headers) {
    const { Entries, ...batch } = input as { Entries: Entry[] };
    const good = Entries.filter(({ MessageBody }) => !MessageBody.startsWith("refused"));
    const Failed = Entries.filter((entry) => !good.includes(entry)).map(({ Id }) => ({ Id, Code: "InternalError" }));
    const answer = good.length > 0 ? SendMessageBatch?.({ ...batch, Entries: good }, signal, headers) : {};
    return { ...(answer as object), Failed };
  },
});

describe("the twin's SQS", () => {
  let call: AwsCaller;
  let client: SQSClient;
  let stop: () => Promise<void>;
  let endpoint = "";
  let serial = 0;

  beforeAll(async () => {
    const sqs = createSqs({ ...place, endpoint: () => endpoint });
    const backend = localBackend(refusing(sqs.service));
    const door = await openFrontDoor(callAnswers({ sqs: backend }, () => undefined));
    endpoint = door.endpoint;
    client = sqsClient({ endpoint, ...testCredentials });
    call = callerOf("sqs", place.region, backend);
    stop = async () => {
      client.destroy();
      await door.stop();
      sqs.stop();
    };
  });
  afterAll(() => stop());

  async function drain(QueueUrl: string) {
    const all = [];
    for (;;) {
      const wanted = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] };
      const { Messages = [] } = (await call("ReceiveMessage", wanted)) as { Messages?: Received[] };
      if (Messages.length === 0) return all;
      all.push(...Messages.map(({ Body, Attributes }) => ({ group: Attributes.MessageGroupId, body: Body })));
      for (const { ReceiptHandle } of Messages) await call("DeleteMessage", { QueueUrl, ReceiptHandle });
    }
  }

  fifoQueueContract(async function open() {
    const Attributes = { FifoQueue: "true" };
    const { QueueUrl } = await call("CreateQueue", { QueueName: `queue-${++serial}.fifo`, Attributes });
    const url = String(QueueUrl);
    return { queue: sqsFifoQueue(client, url), drain: () => drain(url) };
  });

  async function openLanes() {
    const Attributes = { FifoQueue: "true" };
    const { QueueUrl } = await call("CreateQueue", { QueueName: `queue-${++serial}.fifo`, Attributes });
    const wanted = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] };
    return {
      url: String(QueueUrl),
      queue: sqsOrderedQueue(client, String(QueueUrl)),
      receive: async () => ((await call("ReceiveMessage", wanted)) as { Messages?: Received[] }).Messages ?? [],
    };
  }

  it("has a message group for each ordered lane", async () => {
    const { queue, receive } = await openLanes();
    const lanes = ["", "a".repeat(32)].map((hash) => ({ tenantId: "acme", subscriptionId: "sub_1", hash }));
    expect(await queue.sendInOrder(lanes.map((lane) => ({ lane })))).toEqual([undefined, undefined]);
    const received = (await receive()).map(({ Body, Attributes }) => ({
      group: Attributes.MessageGroupId,
      body: Body,
    }));
    expect(received.map((message) => decodeLaneMessage(message)?.lane)).toEqual(lanes);
  });

  it("hands out the next message of a lane once a function has deleted those before it", async () => {
    const { url, queue, receive } = await openLanes();
    const lane = { tenantId: "acme", subscriptionId: "sub_1", hash: "" };
    await queue.sendInOrder([{ lane }]);
    const [first] = await receive();
    await queue.sendInOrder([{ lane }]);
    expect(await receive()).toEqual([]);
    const deletion = sqsMessageDeletion(client, url);
    await deletion.deleteMessages([]);
    await deletion.deleteMessages([String(first?.ReceiptHandle)]);
    expect(await receive()).toHaveLength(1);
    await expect(deletion.deleteMessages(["unknown"])).resolves.toBeUndefined();
  });
});

describe("sending in order", () => {
  const entriesIn = ({ input }: AwsCall): Entry[] => input.Entries as Entry[];
  const successOf = ({ Id, MessageBody }: Entry) => ({ Id, MessageId: `m${Id}`, MD5OfMessageBody: md5(MessageBody) });
  const bodiesIn = (call: AwsCall) => entriesIn(call).map(({ MessageBody }) => MessageBody);
  const messages = (...bodies: string[]) => bodies.map((body) => ({ group: body.charAt(0), body }));

  async function setup(play: (call: AwsCall, aws: ScriptedAws) => object) {
    const aws = await startScriptedAws();
    const client = sqsClient(aws.overrides);
    onTestFinished(async () => {
      client.destroy();
      await aws.stop();
    });
    aws.play((call) => play(call, aws) as never);
    return { aws, queue: sqsFifoQueue(client, `${aws.overrides.endpoint}/000000000000/ordered.fifo`) };
  }

  it("has at most one message of a group in a call, and the next one after it", async () => {
    const { aws, queue } = await setup((call) => ({ Successful: entriesIn(call).map(successOf) }));
    await queue.sendInOrder(messages("a1", "a2", "b1", "c1", "a3", "b2"));
    expect(aws.calls.map(bodiesIn)).toEqual([["a1", "b1", "c1"], ["a2", "b2"], ["a3"]]);
  });

  it("repeats a call with the same deduplication ids, which differ between messages", async () => {
    const { aws, queue } = await setup((call, { calls }) => {
      if (calls.length === 1) throw new AwsFailure("InternalFailure", 500);
      return { Successful: entriesIn(call).map(successOf) };
    });
    expect(await queue.sendInOrder(messages("a1", "b1"))).toEqual([undefined, undefined]);
    const [first, second] = aws.calls.map((call) => entriesIn(call).map((each) => each.MessageDeduplicationId));
    expect(second).toEqual(first);
    expect(new Set(first).size).toBe(2);
  });

  it("doesn't send the next message of a group while an earlier one is repeated", async () => {
    const { aws, queue } = await setup((call, { calls }) => {
      const taken = entriesIn(call).filter(({ MessageBody }) => MessageBody !== "a1" || calls.length > 1);
      return { Successful: taken.map(successOf) };
    });
    expect(await queue.sendInOrder(messages("a1", "b1", "a2", "b2"))).toEqual(Array(4).fill(undefined));
    expect(aws.calls.map(bodiesIn)).toEqual([["a1", "b1"], ["a1"], ["a2", "b2"]]);
  });

  it("goes on with the other groups when a call fails", async () => {
    const { aws, queue } = await setup((call) => {
      if (bodiesIn(call).includes("a1")) throw new AwsFailure("AccessDeniedException", 403);
      return { Successful: entriesIn(call).map(successOf) };
    });
    const others = Array.from({ length: 10 }, (_, n) => ({ group: `g${n}`, body: `g${n}` }));
    const faults = await queue.sendInOrder([...others, ...messages("a1", "a2")]);
    expect(faults.map((fault) => fault?.name)).toEqual([
      ...Array(10).fill(undefined),
      "PipelineFault",
      "PipelineFault",
    ]);
    expect(aws.calls.flatMap(bodiesIn)).not.toContain("a2");
  });
});
