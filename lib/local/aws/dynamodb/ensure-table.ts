import { AwsError } from "../aws-error.ts";
import type { AwsCaller } from "../backend.ts";
import { indexUpdate } from "./index-update.ts";
import {
  parseDescription,
  parseTableProperties,
  type TableDescription,
  type TableProperties,
} from "./table-properties.ts";

/**
 * Creates a table from the resolved properties of an `AWS::DynamoDB::Table` or `GlobalTable`, or adds or removes one
 * global index of an existing table. Rejects with `CannotStart` when CloudFormation would refuse the update, or would
 * replace the table.
 */
export async function ensureTable(dynamodb: AwsCaller, properties: unknown): Promise<void> {
  const table = parseTableProperties(properties);
  const existing = await describe(dynamodb, table.TableName);
  if (existing) await update(dynamodb, table, existing);
  else await create(dynamodb, table);
}

async function create(dynamodb: AwsCaller, table: TableProperties): Promise<void> {
  const { TimeToLiveSpecification: ttl, TableName, KeySchema, AttributeDefinitions } = table;
  await dynamodb("CreateTable", {
    TableName,
    KeySchema,
    AttributeDefinitions,
    BillingMode: "PAY_PER_REQUEST",
    ...unlessEmpty("GlobalSecondaryIndexes", table.GlobalSecondaryIndexes),
    ...unlessEmpty("LocalSecondaryIndexes", table.LocalSecondaryIndexes),
  });
  if (ttl) await dynamodb("UpdateTimeToLive", { TableName, TimeToLiveSpecification: ttl });
}

const unlessEmpty = (name: string, list: unknown[]): Record<string, unknown> =>
  list.length > 0 ? { [name]: list } : {};

/**
 * The local DynamoDB fills a new index before it answers, in one transaction. DynamoDB itself fills it in the background
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html).
 */
async function update(dynamodb: AwsCaller, table: TableProperties, existing: TableDescription): Promise<void> {
  const { TableName, AttributeDefinitions } = table;
  const change = indexUpdate(table, existing);
  if (change) await dynamodb("UpdateTable", { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [change] });
}

async function describe(dynamodb: AwsCaller, TableName: string): Promise<TableDescription | undefined> {
  try {
    const { Table } = await dynamodb("DescribeTable", { TableName });
    return parseDescription(Table);
  } catch (error) {
    if (error instanceof AwsError && error.type === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
