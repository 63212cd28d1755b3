import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe } from "vitest";
import { sqsDeliveryQueue } from "../../../lib/aws/sqs/delivery-queue.ts";
import { sqsFanOutQueue } from "../../../lib/aws/sqs/fan-out-queue.ts";
import { sqsIntakeQueue } from "../../../lib/aws/sqs/intake-queue.ts";
import { sqsQueueGauge } from "../../../lib/aws/sqs/queue-gauge.ts";
import { sqsReplayQueue } from "../../../lib/aws/sqs/replay-queue.ts";
import { sqsRetryQueue } from "../../../lib/aws/sqs/retry-queue.ts";
import { sqsMessageVisibility } from "../../../lib/aws/sqs/visibility.ts";
import { sqsWakeQueue } from "../../../lib/aws/sqs/wake-queue.ts";
import { queueContract } from "../../support/contracts/queue-contract.ts";
import { faultPlan } from "../../support/memory/fault-plan.ts";
import { memoryFanOutQueue } from "../../support/memory/memory-fan-out.ts";
import { memoryQueue } from "../../support/memory/memory-queue.ts";
import {
  memoryDeliveryQueue,
  memoryQueueGauge,
  memoryRetryQueue,
  memoryVisibility,
} from "../../support/memory/memory-queue-ports.ts";
import { memoryIntakeQueue } from "../../support/memory/memory-rejected-events.ts";
import { memoryReplayQueue } from "../../support/memory/memory-replays.ts";
import { memoryWakeQueue } from "../../support/memory/memory-wakes.ts";
import { type Fauxqs, startSqs } from "../../support/sqs-emulator.ts";

describe("in memory", () => {
  queueContract(async function open() {
    const queue = memoryQueue({ now: () => 0, visibilitySeconds: 60 });
    const faults = faultPlan();
    return {
      queue: memoryDeliveryQueue(queue, faults),
      retries: memoryRetryQueue(queue, faults),
      visibility: memoryVisibility(queue, faults),
      pages: memoryFanOutQueue(queue, faults),
      slices: memoryReplayQueue(queue, faults),
      wakes: memoryWakeQueue(queue, faults),
      gauge: memoryQueueGauge(queue, faults),
      intake: memoryIntakeQueue(queue, faults),
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
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    });
    const { Messages } = await sqs.client.send(command);
    return (Messages ?? []).map(({ Body, ReceiptHandle, MessageAttributes = {} }) => ({
      body: Body ?? "",
      receiptHandle: ReceiptHandle ?? "",
      attributes: Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [name, StringValue]),
      ),
    }));
  }

  queueContract(async function open() {
    const url = sqs.createQueue();
    return {
      queue: sqsDeliveryQueue(sqs.client, url),
      retries: sqsRetryQueue(sqs.client, url),
      visibility: sqsMessageVisibility(sqs.client, url),
      pages: sqsFanOutQueue(sqs.client, url),
      slices: sqsReplayQueue(sqs.client, url),
      wakes: sqsWakeQueue(sqs.client, url),
      gauge: sqsQueueGauge(sqs.client, url),
      intake: sqsIntakeQueue(sqs.client, url),
      receive: () => receiveFrom(url),
    };
  });
});
