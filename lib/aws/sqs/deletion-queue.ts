import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { encodeDeletionSlice } from "../../core/tenant-deletion/deletion-message.ts";
import type { DeletionQueue } from "../../core/tenant-deletion/deletion-ports.ts";
import { orFault } from "../kit/sdk-errors.ts";

/** Sends slices of tenants' deletions to their queue. */
export const sqsDeletionQueue = (client: SQSClient, QueueUrl: string): DeletionQueue => ({
  async sendSlice(slice, DelaySeconds) {
    const command = new SendMessageCommand({ QueueUrl, MessageBody: encodeDeletionSlice(slice), DelaySeconds });
    await orFault("sending to the queue of deletions failed", () => client.send(command));
  },
});
