import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  type SendMessageBatchCommandOutput,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { getEndpointFromInstructions } from "@smithy/core/endpoints";
import { jsonWire } from "../kit/json-wire.ts";

/** The call that every request with events makes. */
interface WireCalls {
  SendMessageBatch: {
    input: SendMessageBatchCommandInput;
    output: Partial<Omit<SendMessageBatchCommandOutput, "$metadata">>;
  };
}

/**
 * Makes calls in SQS's JSON protocol, as `jsonWire` does
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html). Like
 * the SDK, it calls the host of the queue's URL, unless the client was made with an endpoint.
 */
export function sqsWire({ config }: SQSClient, QueueUrl: string) {
  // Resolving the endpoint sets this member if the environment names an endpoint.
  const hasEndpoint = config.endpoint !== undefined;

  return jsonWire<WireCalls>(config, {
    name: "sqs",
    prefix: "AmazonSQS",
    async endpoint() {
      const input = { QueueUrl, Entries: [] };
      const { url, properties } = await getEndpointFromInstructions(input, SendMessageBatchCommand, config);
      const region = properties?.authSchemes?.[0]?.signingRegion;
      return { url: hasEndpoint ? url : new URL(new URL(QueueUrl).origin), region };
    },
  });
}
