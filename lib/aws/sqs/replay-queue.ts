import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { encodeSlice } from "../../core/replay/replay-message.ts";
import type { ReplayQueue } from "../../core/replay/replay-store.ts";
import { orFault } from "../kit/sdk-errors.ts";

/**
 * Sends slices of replays to their queue. The tenant is the message group, which makes the standard queue a fair queue
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html).
 */
export const sqsReplayQueue = (client: SQSClient, QueueUrl: string): ReplayQueue => ({
  async sendSlice(slice, DelaySeconds) {
    const message = { MessageBody: encodeSlice(slice), MessageGroupId: slice.tenantId, DelaySeconds };
    const command = new SendMessageCommand({ QueueUrl, ...message });
    await orFault("sending to the queue of replays failed", () => client.send(command));
  },
});
