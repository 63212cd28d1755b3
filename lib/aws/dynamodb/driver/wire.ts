import {
  type BatchExecuteStatementCommandInput,
  type BatchExecuteStatementCommandOutput,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  type BatchWriteItemCommandInput,
  type BatchWriteItemCommandOutput,
  type QueryCommandInput,
  type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { getEndpointFromInstructions } from "@smithy/core/endpoints";
import { jsonWire } from "../../kit/json-wire.ts";

/** The calls that every batch of deliveries makes, and the one that pages use because they read many rows. */
interface WireCalls {
  Query: { input: QueryCommandInput; output: Omit<QueryCommandOutput, "$metadata"> };
  BatchGetItem: { input: BatchGetItemCommandInput; output: Omit<BatchGetItemCommandOutput, "$metadata"> };
  BatchWriteItem: { input: BatchWriteItemCommandInput; output: Omit<BatchWriteItemCommandOutput, "$metadata"> };
  BatchExecuteStatement: {
    input: BatchExecuteStatementCommandInput;
    output: Omit<BatchExecuteStatementCommandOutput, "$metadata">;
  };
}

export type WireCall = ReturnType<typeof dynamoWire>;

/**
 * Makes calls in DynamoDB's low-level protocol, as `jsonWire` does
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html).
 */
export const dynamoWire = ({ config }: DynamoDBDocumentClient) =>
  jsonWire<WireCalls>(config, {
    name: "dynamodb",
    prefix: "DynamoDB_20120810",
    async endpoint() {
      const { url, properties } = await getEndpointFromInstructions({ RequestItems: {} }, BatchGetItemCommand, config);
      return { url, region: properties?.authSchemes?.[0]?.signingRegion };
    },
  });
