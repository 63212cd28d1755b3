import { randomUUID } from "node:crypto";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "aws-lambda";
import { vi } from "vitest";
import type { LogTable } from "../../../lib/aws/dynamodb/rows.ts";
import { dynamoTenantStore } from "../../../lib/aws/dynamodb/stores/tenant-store.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import type { TenantRef } from "../../../lib/core/model/tenant.ts";
import { AwsFailure, type ScriptedAws, startScriptedAws } from "../../aws/scripted-aws.ts";
import { md5 } from "../../aws/sqs/md5.ts";
import { createTestTable, startDynamoDb } from "../../support/dynamodb-emulator.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext, sqsEventOf } from "../../support/memory/memory-pipeline.ts";
import { environments, QUEUE_HOST, VALUES, type Variable, type Wired } from "./environments.ts";

export const ADMIN = "the-admin-key";
export const RING = "p".repeat(64);
const SECRETS: Record<string, string> = { [VALUES.ADMIN_KEY_SECRET_ID]: ADMIN, [VALUES.KEY_RING_SECRET_ID]: RING };

export type Changes = Partial<Record<Variable, string>>;
export type Request = Omit<Parameters<typeof httpRequest>[0], "body" | "route"> & { body?: unknown };

/** A tenant in the table, with a key that may do everything. */
export interface WiredTenant extends TenantRef {
  key: string;
}

/**
 * What functions get with their variables: a table in an emulator, and the other services of AWS with answers that a
 * script gives. The script's record shows which queue, secret or bus a function called.
 */
export interface Wires {
  aws: ScriptedAws;
  table: LogTable;
  /** Creates another table. Resolves with its name. */
  newTable(): Promise<string>;
  tenant(): Promise<WiredTenant>;
  /** Invokes a function after a cold start with these variables. */
  invoke(name: Wired, event: object, changes?: Changes, context?: Context): Promise<unknown>;
  /** Sends a request to a function. */
  http(name: Wired, route: string, request: Request, changes?: Changes): Promise<{ status: number; body: string }>;
  /** Hands messages to a function. Resolves with the number of those that it keeps. */
  poll(name: Wired, bodies: string[], changes?: Changes, remainingMs?: number): Promise<number>;
  /** The values that a parameter of calls of an action had, such as the queues that messages were sent to. */
  called(action: string, parameter: string): unknown[];
  /** For how many days from now each row that mentions a text is kept. */
  keptDays(text: string): Promise<number[]>;
  stop(): Promise<void>;
}

/** Starts what functions need, and makes it their environment. */
export async function startWires(): Promise<Wires> {
  const [aws, database] = await Promise.all([startScriptedAws(), startDynamoDb()]);
  aws.play(answerOf);
  await createTestTable(database.client, VALUES.TABLE_NAME);
  await createTestTable(database.client, "another-table");
  const table: LogTable = { client: database.client, name: VALUES.TABLE_NAME, retentionDays: 30, now: Date.now };

  async function invoke(name: Wired, event: object, changes: Changes = {}, context = invocationContext()) {
    aws.play(answerOf);
    const environment: Changes = { ...VALUES, ...changes };
    for (const variable of Object.keys(VALUES)) vi.stubEnv(variable, undefined);
    // The SDK sends a call to the host in the queue's URL.
    const queueHost = (value = "") => value.replace(QUEUE_HOST, aws.overrides.endpoint);
    for (const variable of environments[name]) vi.stubEnv(variable, queueHost(environment[variable]));
    for (const service of ["SQS", "SECRETS_MANAGER", "EVENTBRIDGE", "SNS"]) {
      vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, aws.overrides.endpoint);
    }
    vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", database.endpoint);
    vi.stubEnv("AWS_REGION", aws.overrides.region);
    vi.stubEnv("AWS_ACCESS_KEY_ID", aws.overrides.credentials.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", aws.overrides.credentials.secretAccessKey);
    vi.stubEnv("POWERTOOLS_LOG_LEVEL", "SILENT");
    vi.stubEnv("POWERTOOLS_METRICS_NAMESPACE", "Posthorn");
    const { handler } = await coldStart(name);
    return handler(event, context);
  }

  return {
    aws,
    table,
    invoke,
    async newTable() {
      const name = `table-${randomUUID()}`;
      await createTestTable(database.client, name);
      return name;
    },
    async tenant() {
      const tenantId = `t-${randomUUID().slice(0, 8)}`;
      const store = dynamoTenantStore(table);
      const createdAt = new Date().toISOString();
      const incarnation = "ABCDEFGH";
      await store.createTenant({ id: tenantId, incarnation, name: "T", version: 1, createdAt });
      const { keyId, secretHash, text } = newApiKey(tenantId);
      await store.createApiKey({ id: keyId, tenantId, name: "k", role: "manage", secretHash, createdAt });
      return { tenantId, incarnation, key: text };
    },
    async http(name, route, { body, ...request }, changes) {
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await invoke(name, httpRequest({ route, ...request, ...text }), changes);
      const { statusCode, body: answered } = answer as { statusCode: number; body: string };
      return { status: statusCode, body: answered };
    },
    async poll(name, bodies, changes, remainingMs) {
      const messages = bodies.map((body, n) => {
        return { messageId: `m${n}`, receiptHandle: `r${n}`, body, receiveCount: 1, sentAtMs: Date.now() };
      });
      const answer = await invoke(name, sqsEventOf(messages), changes, invocationContext(remainingMs));
      return (answer as { batchItemFailures: unknown[] }).batchItemFailures.length;
    },
    called(action, parameter) {
      const values = aws.calls.filter((call) => call.action === action).map(({ input }) => input[parameter]);
      return JSON.parse(JSON.stringify(values).replaceAll(aws.overrides.endpoint, QUEUE_HOST));
    },
    async keptDays(text) {
      const { Items = [] } = await database.client.send(new ScanCommand({ TableName: VALUES.TABLE_NAME }));
      const rows = Items.filter((row) => typeof row.expiresAt === "number" && JSON.stringify(row).includes(text));
      return rows.map(({ expiresAt }) => Math.round((expiresAt - Date.now() / 1000) / 86_400));
    },
    async stop() {
      vi.unstubAllEnvs();
      await Promise.all([aws.stop(), database.stop()]);
    },
  };
}

let starts = 0;

/** Runs a function's `index.ts` anew. It reads the variables while it is loaded. */
export async function coldStart(name: Wired): Promise<{ handler(event: object, context: Context): Promise<unknown> }> {
  const url = new URL(`../../../lambdas/${name}/index.ts?start=${++starts}`, import.meta.url);
  return await import(/* @vite-ignore */ url.href);
}

interface Entry {
  Id: string;
  MessageBody?: string;
}

/** The answers of SQS, Secrets Manager, EventBridge and SNS. */
function answerOf({ action, input }: { action: string; input: Record<string, unknown> }): object {
  const entries = (input.Entries ?? []) as Entry[];
  switch (action) {
    case "SendMessage":
      return { MessageId: "m", MD5OfMessageBody: md5(String(input.MessageBody)) };
    case "SendMessageBatch":
      return {
        Successful: entries.map(({ Id, MessageBody = "" }) => ({
          Id,
          MessageId: Id,
          MD5OfMessageBody: md5(MessageBody),
        })),
      };
    case "ChangeMessageVisibilityBatch":
      return { Successful: entries.map(({ Id }) => ({ Id })) };
    case "GetSecretValue":
      if (input.VersionId !== undefined) throw new AwsFailure("ResourceNotFoundException");
      return { SecretString: SECRETS[String(input.SecretId)] ?? "", VersionId: "v1", CreatedDate: 1_700_000_000 };
    case "CreateSecret":
      return { ARN: `arn:${input.Name}`, Name: input.Name, VersionId: "v1" };
    case "PutEvents":
      return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: "e" })) };
    default:
      return {};
  }
}
