import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { encodeSlice } from "../../core/replay/replay-message.ts";
import type { ReplayQueue } from "../../core/replay/replay-store.ts";
import { orFault } from "../kit/sdk-errors.ts";

/** Sends slices of replays to their queue. */
export const sqsReplayQueue = (client: SQSClient, QueueUrl: string): ReplayQueue => ({
  async sendSlice(slice, DelaySeconds) {
    const command = new SendMessageCommand({ QueueUrl, MessageBody: encodeSlice(slice), DelaySeconds });
    await orFault("sending to the queue of replays failed", () => client.send(command));
  },
});
