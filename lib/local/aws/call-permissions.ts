import type { AwsRequest } from "./backend.ts";

/** A permission that a call needs. */
export interface Permission {
  action: string;
  /** An ARN, or `*` for an action that has no resource on AWS. */
  resource: string;
}

/** The data needed to build the ARNs of a call's resources. */
export interface ArnContext {
  region: string;
  accountId: string;
  /** Finds the ARN of the secret with this name or ARN. */
  findSecretArn(secretId: string): string | undefined;
}

type Members = Record<string, unknown>;
type Resolver = (operation: string, input: Members, context: ArnContext) => Permission[];

/** Lists the permissions that a call needs. The call is allowed only when all of them are granted. */
export function permissionsFor({ service, operation, input }: AwsRequest, context: ArnContext): Permission[] {
  const resolve = RESOLVERS[service];
  return resolve ? resolve(operation, input, context) : [{ action: `${service}:${operation}`, resource: "*" }];
}

const RESOLVERS: Record<string, Resolver> = {
  sqs: sqsPermissions,
  dynamodb: dynamoPermissions,
  secretsmanager: secretPermissions,
  events: eventPermissions,
  sns: topicPermissions,
};

/**
 * Batch operations have no permissions of their own: the permission of the single operation covers them
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api.html).
 */
function sqsPermissions(operation: string, input: Members, { region, accountId }: ArnContext): Permission[] {
  const queue = text(input.QueueUrl).split("/").pop() || text(input.QueueName) || "*";
  const action = `sqs:${operation.replace(/Batch$/, "")}`;
  return [{ action, resource: `arn:aws:sqs:${region}:${accountId}:${queue}` }];
}

/** A transaction is authorized item by item, as if each item were a single operation. */
const TRANSACTION_ACTIONS: Record<string, string> = {
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
function dynamoPermissions(operation: string, input: Members, { region, accountId }: ArnContext): Permission[] {
  const table = (name: unknown) =>
    text(name).startsWith("arn:") ? text(name) : `arn:aws:dynamodb:${region}:${accountId}:table/${text(name)}`;
  if (operation.startsWith("Transact")) return members(input.TransactItems).flatMap(transactionPermissions(table));
  const statements = statementsIn(input);
  if (statements.length > 0) return statements.map(statementPermission(table));
  const action = `dynamodb:${operation}`;
  if (operation.startsWith("Batch")) {
    return Object.keys(record(input.RequestItems)).map((name) => ({ action, resource: table(name) }));
  }
  if (!input.TableName) return [{ action, resource: text(input.ResourceArn) || "*" }];
  const index = input.IndexName ? `/index/${text(input.IndexName)}` : "";
  return [{ action, resource: table(input.TableName) + index }];
}

/** The PartiQL statements of ExecuteStatement, BatchExecuteStatement or ExecuteTransaction. */
const statementsIn = ({ Statement, Statements, TransactStatements }: Members): string[] =>
  Statement ? [text(Statement)] : members(Statements ?? TransactStatements).map((one) => text(record(one).Statement));

/** `INTO "table"`, `UPDATE "table"` or `FROM "table"."index"`. The quotes are optional. */
const PARTIQL_TABLE = /\b(?:FROM|INTO|UPDATE)\s+"?(?<table>[\w.-]+)"?(?:\."(?<index>[\w.-]+)")?/i;

/**
 * The kind of a PartiQL statement decides which permission it needs:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
function statementPermission(table: (name: unknown) => string) {
  return (statement: string): Permission => {
    const verb = /\w+/.exec(statement)?.[0].toLowerCase() ?? "";
    const { table: name, index } = PARTIQL_TABLE.exec(statement)?.groups ?? {};
    const action = `dynamodb:PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
    return { action, resource: table(name) + (index ? `/index/${index}` : "") };
  };
}

function transactionPermissions(table: (name: unknown) => string) {
  return (item: unknown): Permission[] =>
    Object.entries(record(item)).map(([kind, part]) => ({
      action: `dynamodb:${TRANSACTION_ACTIONS[kind] ?? kind}`,
      resource: table(record(part).TableName),
    }));
}

function secretPermissions(operation: string, input: Members, context: ArnContext): Permission[] {
  const action = `secretsmanager:${operation}`;
  const id = text(input.SecretId) || text(input.Name);
  if (!id) return [{ action, resource: "*" }];
  return [{ action, resource: context.findSecretArn(id) ?? unknownSecretArn(id, context) }];
}

/**
 * A secret that does not exist yet has no suffix. Question marks stand for it, as in policies that grant access to a
 * secret by its name.
 */
const unknownSecretArn = (id: string, { region, accountId }: ArnContext): string =>
  id.startsWith("arn:") ? id : `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}-??????`;

function eventPermissions(operation: string, input: Members, { region, accountId }: ArnContext): Permission[] {
  const action = `events:${operation}`;
  if (operation !== "PutEvents") return [{ action, resource: "*" }];
  return members(input.Entries).map((entry) => {
    const bus = text(record(entry).EventBusName) || "default";
    const arn = bus.startsWith("arn:") ? bus : `arn:aws:events:${region}:${accountId}:event-bus/${bus}`;
    return { action, resource: arn };
  });
}

function topicPermissions(operation: string, { TopicArn }: Members): Permission[] {
  return [{ action: `sns:${operation}`, resource: text(TopicArn) || "*" }];
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const members = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const record = (value: unknown): Members => (typeof value === "object" && value !== null ? (value as Members) : {});
