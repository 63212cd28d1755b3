import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput,
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
  GetQueueAttributesCommandInput,
  GetQueueAttributesCommandOutput,
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
} from "@aws-sdk/client-sqs";
import { jsonWire } from "../kit/json-wire.ts";
import { type ServiceCaller, urlOf } from "../kit/service-wire.ts";

interface WireCall<Input, Output> {
  input: Input;
  output: Partial<Omit<Output, "$metadata">>;
}

/** The calls of the functions that accept events and POST deliveries. */
interface WireCalls {
  SendMessageBatch: WireCall<SendMessageBatchCommandInput, SendMessageBatchCommandOutput>;
  ChangeMessageVisibilityBatch: WireCall<
    ChangeMessageVisibilityBatchCommandInput,
    ChangeMessageVisibilityBatchCommandOutput
  >;
  DeleteMessageBatch: WireCall<DeleteMessageBatchCommandInput, DeleteMessageBatchCommandOutput>;
  GetQueueAttributes: WireCall<GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput>;
}

/** What calls to SQS need: an `SQSClient`, or the `awsCallerOf` another client. */
export type SqsCaller = ServiceCaller;

/**
 * Makes calls in SQS's JSON protocol, as `jsonWire` does
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html). Like
 * the SDK, it calls the host of the queue's URL, unless the client was made with an endpoint.
 */
export function sqsWire({ config }: SqsCaller, queueUrl: string) {
  // The SDK sets this member later if the environment names an endpoint.
  const { endpoint } = config;

  return jsonWire<WireCalls>(config, {
    name: "sqs",
    prefix: "AmazonSQS",
    endpoint: async () => ({ url: endpoint ? urlOf(await endpoint()) : new URL(new URL(queueUrl).origin) }),
  });
}
