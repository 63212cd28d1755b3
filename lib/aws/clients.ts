import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { isException } from "./kit/sdk-errors.ts";

/**
 * Makes the SDK's clients. A process makes each client once. Region, endpoints and credentials come from the
 * environment (`AWS_REGION`, `AWS_ENDPOINT_URL_*`, `AWS_ACCESS_KEY_ID`…), as Lambda sets them.
 */

/** Settings for a client whose server is not AWS. */
export interface ClientOverrides {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/**
 * A hanging call must leave time to return its message to the queue. These services answer in milliseconds, so a retry
 * is better than a long wait. `requestTimeout` ends with the response headers, and `socketTimeout` covers a body that
 * stalls. Sockets are kept alive, which is the SDK's default in Node.
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
 * Leaves out undefined values, as JSON does. Headers and metadata may have a member named `constructor`. Without
 * `convertClassInstanceToMap`, the SDK takes such an object for a class instance and refuses to write it.
 */
export function dynamoDbClient(overrides: ClientOverrides = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...patience, ...overrides });
  client.middlewareStack.add(retryConflicts, { step: "deserialize", priority: "high" });
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
}

/**
 * Makes the SDK retry a write that conflicts with a transaction on the same row. DynamoDB rejects such a write, and the
 * SDK doesn't treat the rejection as temporary
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

export const eventBridgeClient = (overrides: ClientOverrides = {}): EventBridgeClient =>
  new EventBridgeClient({ ...patience, ...overrides });
