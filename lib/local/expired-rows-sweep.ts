import { setTimeout as sleep } from "node:timers/promises";
import { type AttributeValue, DeleteItemCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { PrincipalCredentials } from "./aws/principals.ts";
import type { ExpiringTable } from "./resources/plan.ts";

export interface SweepOptions {
  tables: readonly ExpiringTable[];
  endpoint: string;
  region: string;
  credentials: PrincipalCredentials;
  everyMs?: number;
  now?: () => number;
  /** Called with one line for each problem. */
  warn(line: string): void;
}

export interface Sweep {
  /** Stops within moments. */
  stop(): Promise<void>;
}

/** The permissions that the sweep needs on each table. */
export const SWEEP_ACTIONS = ["dynamodb:Scan", "dynamodb:DeleteItem"];

/** Pages of 1 MB that one sweep reads. The next sweep continues from there, so sweeping never keeps the table busy. */
const PAGES_A_SWEEP = 10;
const PARALLEL_DELETES = 8;

type Key = Record<string, AttributeValue>;

/**
 * Starts to delete expired rows, as DynamoDB does by a table's TTL attribute
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html). The local DynamoDB stores the
 * attribute's name, but deletes nothing.
 */
export function startSweep(options: SweepOptions): Sweep {
  const { tables, endpoint, region, credentials, everyMs = 60_000, now = Date.now, warn } = options;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const stopping = new AbortController();
  const places = new Map<string, Key | undefined>();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      for (const table of tables) await sweep(table).catch((error: Error) => complain(table, error));
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function sweep(table: ExpiringTable): Promise<void> {
    for (let page = 0; page < PAGES_A_SWEEP; page++) {
      const { keys, next } = await expiredRows(client, table, places.get(table.name), now());
      await deleteAll(client, table, keys, now());
      places.set(table.name, next);
      if (!next) return;
    }
  }

  function complain({ name }: ExpiringTable, { message }: Error): void {
    if (!stopping.signal.aborted) warn(`cannot delete the expired rows of ${name}: ${message}`);
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      client.destroy();
      await running;
    },
  };
}

async function expiredRows(
  client: DynamoDBClient,
  { name, keys, ttlAttribute }: ExpiringTable,
  start: Key | undefined,
  nowMs: number,
): Promise<{ keys: Key[]; next: Key | undefined }> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new ScanCommand({
      TableName: name,
      ExclusiveStartKey: start,
      ProjectionExpression: keys.map((_, n) => `#key${n}`).join(", "),
      ...expired(nowMs, "FilterExpression"),
      ExpressionAttributeNames: {
        "#ttl": ttlAttribute,
        ...Object.fromEntries(keys.map((key, n) => [`#key${n}`, key])),
      },
    }),
  );
  return { keys: Items, next: LastEvaluatedKey };
}

/** Deletes rows one by one: a row that was rewritten since the scan must stay, and batch writes take no conditions. */
async function deleteAll(client: DynamoDBClient, table: ExpiringTable, keys: Key[], nowMs: number): Promise<void> {
  const left = [...keys];
  async function drain(): Promise<void> {
    for (let key = left.pop(); key; key = left.pop()) await deleteOne(client, table, key, nowMs);
  }
  await Promise.all(Array.from({ length: PARALLEL_DELETES }, drain));
}

async function deleteOne(
  client: DynamoDBClient,
  { name, ttlAttribute }: ExpiringTable,
  Key: Key,
  nowMs: number,
): Promise<void> {
  const condition = expired(nowMs, "ConditionExpression");
  const ExpressionAttributeNames = { "#ttl": ttlAttribute };
  try {
    await client.send(new DeleteItemCommand({ TableName: name, Key, ...condition, ExpressionAttributeNames }));
  } catch (error) {
    if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
  }
}

/** Matches expired rows. The attribute holds epoch seconds. A value that is not a number never expires. */
function expired(nowMs: number, name: "FilterExpression" | "ConditionExpression") {
  const ExpressionAttributeValues = { ":now": { N: String(Math.floor(nowMs / 1000)) }, ":number": { S: "N" } };
  return { [name]: "attribute_type(#ttl, :number) AND #ttl < :now", ExpressionAttributeValues };
}
