import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import type { Operator } from "../backend.ts";
import { CannotStart } from "../cannot-start.ts";

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));

const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({ ProjectionType: z.string().optional(), NonKeyAttributes: z.array(z.string()).optional() }),
});

/**
 * The table properties that matter locally. Capacity, backups, encryption and tags make no difference on one machine.
 */
const tableProperties = z.object({
  TableName: z.string(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: z.array(index).default([]),
  LocalSecondaryIndexes: z.array(index).default([]),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
  StreamSpecification: z.never({ error: "the twin does not support streams" }).optional(),
});

type TableProperties = z.output<typeof tableProperties>;

/**
 * Creates a table from the resolved properties of an `AWS::DynamoDB::Table` or `GlobalTable`. Leaves an existing table
 * as it is. Rejects with `CannotStart` when the key or an index of the existing table differs.
 */
export async function ensureTable(dynamodb: Operator, properties: unknown): Promise<void> {
  const table = tableProperties.parse(properties);
  const existing = await describe(dynamodb, table.TableName);
  if (existing) return checkSame(table, existing);
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

const description = tableProperties.pick({
  KeySchema: true,
  GlobalSecondaryIndexes: true,
  LocalSecondaryIndexes: true,
});

type Description = z.output<typeof description>;

async function describe(dynamodb: Operator, TableName: string): Promise<Description | undefined> {
  try {
    const { Table } = await dynamodb("DescribeTable", { TableName });
    return description.parse(Table);
  } catch (error) {
    if (error instanceof AwsError && error.type === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

function checkSame(wanted: TableProperties, existing: Description): void {
  const kept = indexes(existing);
  const differing = Object.entries(indexes(wanted)).find(([name, keys]) => kept[name] !== keys);
  if (!differing) return;
  const [name] = differing;
  const part = name === "" ? "its key" : `its index ${name}`;
  throw new CannotStart(`the table ${wanted.TableName} of an earlier run differs in ${part}: start with --fresh`);
}

/** The key schemas of a table (under the empty name) and of its indexes, as comparable strings. */
function indexes({ KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes }: Description): Record<string, string> {
  const all = [{ IndexName: "", KeySchema }, ...GlobalSecondaryIndexes, ...LocalSecondaryIndexes];
  const text = (schema: Description["KeySchema"]) => schema.map((key) => `${key.KeyType} ${key.AttributeName}`).join();
  return Object.fromEntries(all.map((one) => [one.IndexName, text(one.KeySchema)]));
}
