import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { TwinFile } from "../../../lib/local/twin-file.ts";

/** Configuration of an AWS client that calls a twin's services as the operator. */
export const operatorConfig = ({ aws, region }: TwinFile) => ({
  endpoint: aws,
  region,
  credentials: { accessKeyId: "operator", secretAccessKey: "any" },
});

/** Puts an event on a twin's bus, as another system in the account would. */
export const putOnBus = (
  twin: TwinFile,
  type: string,
  detail: { tenantId: string; data?: object; id?: string },
): Promise<void> => putEntry(twin, { Source: "shop", DetailType: type, Detail: JSON.stringify(detail) });

/** Puts an entry on a twin's bus. */
export async function putEntry(twin: TwinFile, entry: PutEventsRequestEntry): Promise<void> {
  const client = new EventBridgeClient(operatorConfig(twin));
  const Entries = [{ EventBusName: twin.bus, ...entry }];
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries }));
  client.destroy();
  expect(FailedEntryCount).toBe(0);
}

/** Sends a message that is not a task to a twin's queue of deliveries. */
export async function sendUnreadableTask(twin: TwinFile): Promise<void> {
  const client = new SQSClient(operatorConfig(twin));
  const QueueUrl = `${twin.aws}/000000000000/posthorn-dev-deliveries`;
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "not a task" }));
  client.destroy();
}
