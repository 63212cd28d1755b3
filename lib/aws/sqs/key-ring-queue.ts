import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { encodeKeyRingSlice } from "../../core/key-ring/key-ring-message.ts";
import type { KeyRingQueue } from "../../core/key-ring/key-ring-ports.ts";
import { orFault } from "../kit/sdk-errors.ts";

/** Sends slices of jobs on the key ring to their queue. */
export const sqsKeyRingQueue = (client: SQSClient, QueueUrl: string): KeyRingQueue => ({
  async sendSlice(slice, DelaySeconds) {
    const command = new SendMessageCommand({ QueueUrl, MessageBody: encodeKeyRingSlice(slice), DelaySeconds });
    await orFault("sending to the key ring's queue failed", () => client.send(command));
  },
});
