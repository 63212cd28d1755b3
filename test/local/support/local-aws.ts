import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../../lib/local/aws/local-aws.ts";
import { testCredentials } from "../../support/test-credentials.ts";

/** Polls until the function resolves without throwing. Resolves with the function's result. */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 5_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(10);
    }
  }
}

export const place = { region: "us-east-1", accountId: "000000000000" };

/** Starts all services in a folder, and stops them after the test. */
export async function awsForTest(dataDir: string, options: Partial<LocalAwsOptions> = {}): Promise<LocalAws> {
  const aws = await startLocalAws({ dataDir, ...place, ...options });
  onTestFinished(() => aws.stop());
  return aws;
}

/** Creates clients of the front door. By default, they call as the operator. */
export function clientsOf(endpoint: string, credentials = testCredentials.credentials) {
  const config = { endpoint, region: place.region, credentials, maxAttempts: 1 };
  const clients = {
    dynamodb: new DynamoDBClient(config),
    sqs: new SQSClient(config),
    secrets: new SecretsManagerClient(config),
    events: new EventBridgeClient(config),
  };
  onTestFinished(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return clients;
}

export const tableProperties = {
  TableName: "posthorn",
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
    { AttributeName: "gpk", AttributeType: "S" },
  ],
  BillingMode: "PAY_PER_REQUEST",
  GlobalSecondaryIndexes: [
    {
      IndexName: "log",
      KeySchema: [{ AttributeName: "gpk", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
  Replicas: [{ Region: "us-east-1", PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
};
