import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { IntakeQueue } from "../../core/log/rejected-events.ts";
import { orFault } from "../kit/sdk-errors.ts";

/** The message attribute with the id of a rejected event's record. Events from EventBridge don't have it. */
export const REJECTED_ID_ATTRIBUTE = "rejectedEventId";

/** Sends rejected events to the queue of events from the bus again. */
export const sqsIntakeQueue = (client: SQSClient, QueueUrl: string): IntakeQueue => ({
  async redrive({ id, body }) {
    const MessageAttributes = { [REJECTED_ID_ATTRIBUTE]: { DataType: "String", StringValue: id } };
    const command = new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes });
    await orFault("sending to the intake queue failed", () => client.send(command));
  },
});
