import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { isException } from "./kit/sdk-errors.ts";

/**
 * The SDK's clients, to be made once per process. Region, endpoints and credentials come from the environment
 * (`AWS_REGION`, `AWS_ENDPOINT_URL_*`, `AWS_ACCESS_KEY_ID`…), as Lambda sets them.
 */

/** What a client of a server that is not AWS must be told. */
export interface ClientOverrides {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/**
 * A call that hangs must not eat the time in which its message could be handed back: these services answer in
 * milliseconds, so a second try beats a long wait. The request's time ends with the head of the answer, and the
 * socket's is for a body that stalls. Sockets are kept alive, the SDK's default in Node.
 */
const patience = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    socketTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
};

/**
 * Leaves out what is undefined, as JSON does. Without `convertClassInstanceToMap` an object with a member that is called
 * `constructor`, as a header or metadata may be, is taken for none that can be written.
 */
export function dynamoDbClient(overrides: ClientOverrides = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...patience, ...overrides });
  client.middlewareStack.add(retryConflicts, { step: "deserialize", priority: "high" });
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
}

/**
 * A single write that meets a transaction on its row is refused, which the SDK does not take for something that passes
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling).
 */
const retryConflicts =
  <A, R>(next: (args: A) => Promise<R>) =>
  async (args: A): Promise<R> => {
    try {
      return await next(args);
    } catch (error) {
      const isConflict = isException(error, "TransactionConflictException");
      throw isConflict ? Object.assign(Object(error), { $retryable: {} }) : error;
    }
  };

export const sqsClient = (overrides: ClientOverrides = {}): SQSClient => new SQSClient({ ...patience, ...overrides });

export const secretsManagerClient = (overrides: ClientOverrides = {}): SecretsManagerClient =>
  new SecretsManagerClient({ ...patience, ...overrides });

export const eventBridgeClient = (overrides: ClientOverrides = {}): EventBridgeClient =>
  new EventBridgeClient({ ...patience, ...overrides });
