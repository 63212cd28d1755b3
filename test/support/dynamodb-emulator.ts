import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoDbClient } from "../../lib/aws/clients.ts";
import { INDEXES, PARTITION_KEY, SORT_KEY } from "../../lib/aws/dynamodb/table.ts";
import { testCredentials } from "./test-credentials.ts";

const BINARY = fileURLToPath(new URL("../../node_modules/@dynoxide/linux-x64/dynoxide", import.meta.url));

export interface DynamoDbEmulator {
  endpoint: string;
  client: DynamoDBDocumentClient;
  stop(): Promise<void>;
}

/** How to start the emulator, and how long that may take. */
interface Start {
  command: readonly string[];
  withinMs: number;
}

const EMPTY: Start = { command: ["serve"], withinMs: 10_000 };

/** Starts a DynamoDB emulator in memory, and waits until it answers. */
export async function startDynamoDb({ command, withinMs }: Start = EMPTY): Promise<DynamoDbEmulator> {
  const port = await freePort();
  const child = spawn(BINARY, [...command, "--host", "127.0.0.1", "--port", String(port)], { stdio: "ignore" });
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint, child, Date.now() + withinMs);
  const client = dynamoDbClient({ endpoint, ...testCredentials });
  return {
    endpoint,
    client,
    async stop() {
      client.destroy();
      process.off("exit", killAtExit);
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** Creates a table of `tableDefinition`. */
export async function createTestTable(client: DynamoDBDocumentClient, name: string): Promise<void> {
  await client.send(new CreateTableCommand(tableDefinition(name)));
}

/** A table with the same keys and indexes as the stack's. */
export function tableDefinition(name: string) {
  const texts = [PARTITION_KEY, SORT_KEY, ...INDEXES.map((index) => index.partitionKey)];
  const numbers = INDEXES.flatMap(({ sortKey }) => sortKey?.name ?? []);
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST" as const,
    AttributeDefinitions: [
      ...texts.map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
      ...numbers.map((AttributeName) => ({ AttributeName, AttributeType: "N" as const })),
    ],
    KeySchema: keySchema(PARTITION_KEY, SORT_KEY),
    GlobalSecondaryIndexes: INDEXES.map(({ name: IndexName, partitionKey, sortKey, projection }) => ({
      IndexName,
      KeySchema: keySchema(partitionKey, sortKey?.name ?? SORT_KEY),
      Projection: { ProjectionType: "INCLUDE" as const, NonKeyAttributes: [...projection] },
    })),
  };
}

const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: "HASH" as const },
  { AttributeName: sort, KeyType: "RANGE" as const },
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

async function answers(endpoint: string, child: ChildProcess, deadlineMs: number): Promise<void> {
  for (;;) {
    try {
      await (await fetch(endpoint)).arrayBuffer();
      return;
    } catch (error) {
      if (Date.now() > deadlineMs || child.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
