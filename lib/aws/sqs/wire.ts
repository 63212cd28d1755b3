import type { SendMessageBatchCommandInput, SendMessageBatchCommandOutput } from "@aws-sdk/client-sqs";
import type { WireConfig } from "../kit/aws-post.ts";
import { jsonWire } from "../kit/json-wire.ts";

/** The call that every request with events makes. */
interface WireCalls {
  SendMessageBatch: {
    input: SendMessageBatchCommandInput;
    output: Partial<Omit<SendMessageBatchCommandOutput, "$metadata">>;
  };
}

/** What calls to SQS need: an `SQSClient`, or the `sqsCallerOf` another client. */
export interface SqsCaller {
  config: WireConfig & {
    /** Set if the client was made with an endpoint. */
    endpoint?: (() => Promise<{ protocol: string; hostname: string; port?: number; path: string }>) | undefined;
  };
}

/**
 * Calls SQS with the region, the credentials and the sockets of another service's client. A function that only sends
 * messages needs no `SQSClient`, which takes 40 kB of its bundle.
 */
export const sqsCallerOf = ({ config }: { config: WireConfig }): SqsCaller => ({
  config: {
    region: config.region,
    credentials: config.credentials,
    requestHandler: config.requestHandler,
  },
});

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

const urlOf = ({ protocol, hostname, port, path }: Awaited<ReturnType<NonNullable<SqsCaller["config"]["endpoint"]>>>) =>
  new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
