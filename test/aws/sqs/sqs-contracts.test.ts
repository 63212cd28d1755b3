import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe } from "vitest";
import { sqsDeliveryQueue } from "../../../lib/aws/sqs/delivery-queue.ts";
import { sqsReplayQueue } from "../../../lib/aws/sqs/replay-queue.ts";
import { sqsMessageVisibility } from "../../../lib/aws/sqs/visibility.ts";
import { queueContract } from "../../support/contracts/queue-contract.ts";
import { faultPlan } from "../../support/memory/fault-plan.ts";
import { memoryQueue } from "../../support/memory/memory-queue.ts";
import { memoryDeliveryQueue, memoryVisibility } from "../../support/memory/memory-queue-ports.ts";
import { memoryReplayQueue } from "../../support/memory/memory-replays.ts";
import { type Fauxqs, startSqs } from "../../support/sqs-emulator.ts";

describe("in memory", () => {
  queueContract(async function open() {
    const queue = memoryQueue({ now: () => 0, visibilitySeconds: 60 });
    const faults = faultPlan();
    return {
      queue: memoryDeliveryQueue(queue, faults),
      visibility: memoryVisibility(queue, faults),
      slices: memoryReplayQueue(queue, faults),
      receive: async () => queue.receive(10),
    };
  });
});

describe("SQS", () => {
  let sqs: Fauxqs;

  beforeAll(async () => {
    sqs = await startSqs();
  });
  afterAll(() => sqs.stop());

  async function receiveFrom(QueueUrl: string) {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
    const { Messages } = await sqs.client.send(command);
    return (Messages ?? []).map(({ Body, ReceiptHandle }) => ({
      body: Body ?? "",
      receiptHandle: ReceiptHandle ?? "",
    }));
  }

  queueContract(async function open() {
    const url = sqs.createQueue();
    return {
      queue: sqsDeliveryQueue(sqs.client, url),
      visibility: sqsMessageVisibility(sqs.client, url),
      slices: sqsReplayQueue(sqs.client, url),
      receive: () => receiveFrom(url),
    };
  });
});
