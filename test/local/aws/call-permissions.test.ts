import { expect, it } from "vitest";
import type { AwsRequest } from "../../../lib/local/aws/backend.ts";
import { permissionsFor } from "../../../lib/local/aws/call-permissions.ts";

const context = {
  region: "us-east-1",
  accountId: "000000000000",
  findSecretArn: (id: string) =>
    id === "known" ? "arn:aws:secretsmanager:us-east-1:000000000000:secret:known-AbCdEf" : undefined,
};
const queue = "sqs:us-east-1:000000000000:deliveries";
const table = (name: string) => `dynamodb:us-east-1:000000000000:table/${name}`;
const secret = (name: string) => `secretsmanager:us-east-1:000000000000:secret:${name}`;
const bus = (name: string) => `events:us-east-1:000000000000:event-bus/${name}`;
const QueueUrl = "http://127.0.0.1:4566/000000000000/deliveries";

it.each([
  [
    "sns",
    "Publish",
    { TopicArn: "arn:aws:sns:us-east-1:000000000000:t" },
    ["sns:Publish", "sns:us-east-1:000000000000:t"],
  ],
  ["sqs", "SendMessage", { QueueUrl }, ["sqs:SendMessage", queue]],
  ["sqs", "SendMessageBatch", { QueueUrl }, ["sqs:SendMessage", queue]],
  ["sqs", "DeleteMessageBatch", { QueueUrl }, ["sqs:DeleteMessage", queue]],
  ["sqs", "ChangeMessageVisibilityBatch", { QueueUrl }, ["sqs:ChangeMessageVisibility", queue]],
  ["sqs", "GetQueueUrl", { QueueName: "deliveries" }, ["sqs:GetQueueUrl", queue]],
  ["dynamodb", "GetItem", { TableName: "a" }, ["dynamodb:GetItem", table("a")]],
  ["dynamodb", "GetItem", { TableName: `arn:aws:${table("a")}` }, ["dynamodb:GetItem", table("a")]],
  ["dynamodb", "Query", { TableName: "a", IndexName: "log" }, ["dynamodb:Query", `${table("a")}/index/log`]],
  [
    "dynamodb",
    "BatchGetItem",
    { RequestItems: { a: {}, b: {} } },
    ["dynamodb:BatchGetItem", table("a"), "dynamodb:BatchGetItem", table("b")],
  ],
  ["dynamodb", "BatchWriteItem", { RequestItems: { a: [] } }, ["dynamodb:BatchWriteItem", table("a")]],
  [
    "dynamodb",
    "TransactWriteItems",
    {
      TransactItems: [
        { Put: { TableName: "a" } },
        { Update: { TableName: "a" } },
        { Delete: { TableName: "b" } },
        { ConditionCheck: { TableName: "a" } },
      ],
    },
    [
      ...["dynamodb:PutItem", table("a"), "dynamodb:UpdateItem", table("a")],
      ...["dynamodb:DeleteItem", table("b"), "dynamodb:ConditionCheckItem", table("a")],
    ],
  ],
  ["dynamodb", "TransactGetItems", { TransactItems: [{ Get: { TableName: "a" } }] }, ["dynamodb:GetItem", table("a")]],
  [
    "dynamodb",
    "BatchExecuteStatement",
    {
      Statements: [
        { Statement: `INSERT INTO "a-1.x" VALUE {'pk':?}` },
        { Statement: 'update b SET "from"=? WHERE "pk"=?' },
        { Statement: `\n DELETE FROM "a" WHERE pk = 'INTO c'` },
      ],
    },
    [
      ...["dynamodb:PartiQLInsert", table("a-1.x"), "dynamodb:PartiQLUpdate", table("b")],
      ...["dynamodb:PartiQLDelete", table("a")],
    ],
  ],
  [
    "dynamodb",
    "ExecuteStatement",
    { Statement: 'SELECT * FROM "a"."log" WHERE x = 1' },
    ["dynamodb:PartiQLSelect", `${table("a")}/index/log`],
  ],
  [
    "dynamodb",
    "ExecuteTransaction",
    { TransactStatements: [{ Statement: 'UPDATE "a" SET b = 1 WHERE pk = 2' }] },
    ["dynamodb:PartiQLUpdate", table("a")],
  ],
  [
    "secretsmanager",
    "GetSecretValue",
    { SecretId: "known" },
    ["secretsmanager:GetSecretValue", secret("known-AbCdEf")],
  ],
  ["secretsmanager", "CreateSecret", { Name: "new" }, ["secretsmanager:CreateSecret", secret("new-??????")]],
  [
    "events",
    "PutEvents",
    { Entries: [{ EventBusName: "posthorn" }, {}, { EventBusName: `arn:aws:${bus("x")}` }] },
    ["events:PutEvents", bus("posthorn"), "events:PutEvents", bus("default"), "events:PutEvents", bus("x")],
  ],
] as const)("%s %s %j", (service, operation, input, expected) => {
  const request = { service, operation, input } as unknown as AwsRequest;
  const permissions = permissionsFor(request, context).flatMap(({ action, resource }) => [action, resource]);
  expect(permissions).toEqual(expected.map((text, index) => (index % 2 ? `arn:aws:${text}` : text)));
});

it.each([
  ["dynamodb", "ListTables"],
  ["secretsmanager", "ListSecrets"],
  ["events", "ListRules"],
  ["unknown", "Anything"],
])("%s %s has no resource", (service, operation) => {
  const request = { service, operation, input: {} } as unknown as AwsRequest;
  expect(permissionsFor(request, context)).toEqual([{ action: `${service}:${operation}`, resource: "*" }]);
});
