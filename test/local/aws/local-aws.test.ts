import {
  BatchGetItemCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { CreateSecretCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startFauxqs } from "fauxqs";
import { describe, expect, it, onTestFinished } from "vitest";
import { awsForTest, clientsOf, place, tableProperties } from "../support/local-aws.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Sets environment variables until the end of the test. */
function setEnvironment(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) {
    const previous = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (previous === undefined) delete process.env[name];
      else process.env[name] = previous;
    });
  }
}

const TableName = "posthorn";
const item = { pk: { S: "a" }, sk: { S: "b" }, gpk: { S: "g" } };
const tableArn = "arn:aws:dynamodb:us-east-1:000000000000:table/posthorn";
const busArn = "arn:aws:events:us-east-1:000000000000:event-bus/shop";

describe("the services behind one door", () => {
  it("create a working table, with transactions and an index", async () => {
    const aws = await awsForTest(temporaryFolder());
    await aws.createTable(tableProperties);
    await aws.createTable(tableProperties);
    const { dynamodb } = clientsOf(aws.endpoint);
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: item } }] }));
    const query = { TableName, IndexName: "log", KeyConditionExpression: "gpk = :g" };
    const { Items } = await dynamodb.send(
      new QueryCommand({ ...query, ExpressionAttributeValues: { ":g": { S: "g" } } }),
    );
    expect(Items).toEqual([item]);
    const conditional = { TableName, Item: item, ConditionExpression: "attribute_not_exists(pk)" };
    await expect(dynamodb.send(new PutItemCommand(conditional))).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
    });
    const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription?.AttributeName).toBe("ttl");
  });

  it("refuse a table of an earlier run with other keys", async () => {
    const aws = await awsForTest(temporaryFolder());
    const { GlobalSecondaryIndexes, ...plain } = tableProperties;
    const AttributeDefinitions = tableProperties.AttributeDefinitions.slice(0, 2);
    await aws.createTable({ ...plain, AttributeDefinitions });
    const KeySchema = tableProperties.KeySchema.slice(0, 1);
    await expect(aws.createTable({ ...plain, KeySchema })).rejects.toThrow(/posthorn .* key: start with --fresh/);
    await expect(aws.createTable({ ...tableProperties, StreamSpecification: {} })).rejects.toThrow(
      /only supports streams of NEW_AND_OLD_IMAGES/,
    );
    expect(GlobalSecondaryIndexes).toHaveLength(1);
  });

  it("add an index to a table, fill it with the table's rows, and remove it", async () => {
    const aws = await awsForTest(temporaryFolder());
    const { GlobalSecondaryIndexes, ...others } = tableProperties;
    const plain = { ...others, AttributeDefinitions: tableProperties.AttributeDefinitions.slice(0, 2) };
    await aws.createTable(plain);
    const { dynamodb } = clientsOf(aws.endpoint);
    const [log] = GlobalSecondaryIndexes;
    await dynamodb.send(new PutItemCommand({ TableName, Item: item }));
    const query = new QueryCommand({
      TableName,
      IndexName: "log",
      KeyConditionExpression: "gpk = :g",
      ExpressionAttributeValues: { ":g": { S: "g" } },
    });
    await aws.createTable(tableProperties);
    expect((await dynamodb.send(query)).Items).toEqual([item]);
    await expect(
      aws.createTable({ ...plain, GlobalSecondaryIndexes: [{ ...log, IndexName: "other" }] }),
    ).rejects.toThrow(/adds other and removes log on the table posthorn/);
    expect((await dynamodb.send(query)).Items).toEqual([item]);
    await aws.createTable(plain);
    await expect(dynamodb.send(query)).rejects.toMatchObject({ name: "ValidationException" });
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName, Key: { pk: item.pk, sk: item.sk }, ConsistentRead: true }),
    );
    expect(Item).toEqual(item);
  });

  it("create queues whose URLs lead to the door, and reset attributes that are no longer set", async () => {
    const aws = await awsForTest(temporaryFolder());
    const made = await aws.createQueue("deliveries", { VisibilityTimeout: "60", DelaySeconds: "3" });
    expect(made).toEqual({
      url: `${aws.endpoint}/000000000000/deliveries`,
      arn: "arn:aws:sqs:us-east-1:000000000000:deliveries",
    });
    expect(await aws.createQueue("deliveries", { VisibilityTimeout: "90" })).toEqual(made);
    const { sqs } = clientsOf(aws.endpoint);
    const all = new GetQueueAttributesCommand({ QueueUrl: made.url, AttributeNames: ["All"] });
    expect((await sqs.send(all)).Attributes).toMatchObject({ VisibilityTimeout: "90", DelaySeconds: "0" });
    await expect(aws.createQueue("other", { Colour: "red" })).rejects.toThrow(/Colour/);
  });

  it("are found by clients that only the environment configures", async () => {
    const aws = await awsForTest(temporaryFolder());
    const { url } = await aws.createQueue("deliveries", {});
    const { accessKeyId, secretAccessKey } = aws.addPrincipal("role", [
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" },
    ]);
    setEnvironment({
      AWS_ENDPOINT_URL_SQS: aws.endpoint,
      AWS_REGION: place.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    });
    const client = new SQSClient();
    onTestFinished(() => client.destroy());
    const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "a" }));
    expect(MessageId).toEqual(expect.any(String));
  });

  it("are replaced by the services that the environment names", async () => {
    const fauxqs = await startFauxqs({ port: 0, logger: false, host: "127.0.0.1" });
    onTestFinished(() => fauxqs.stop());
    setEnvironment({ AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${fauxqs.port}` });
    const aws = await awsForTest(temporaryFolder());
    const { url, arn } = await aws.createQueue("elsewhere", { VisibilityTimeout: "60" });
    expect(url).toBe(`${aws.endpoint}/000000000000/elsewhere`);
    const { sqs } = clientsOf(aws.endpoint);
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "a" }));
    expect(fauxqs.inspectQueue("elsewhere")).toMatchObject({
      arn,
      attributes: { VisibilityTimeout: "60" },
      messages: { ready: [{ body: "a" }] },
    });
    await fauxqs.stop();
    await expect(sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "b" }))).rejects.toMatchObject({
      name: "InternalServerError",
      $metadata: { httpStatusCode: 500 },
    });
  });

  it("create a secret once", async () => {
    const aws = await awsForTest(temporaryFolder());
    const generate = { PasswordLength: 40, ExcludePunctuation: true };
    const secret = await aws.createSecret("admin", { generate });
    expect(secret.value).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(await aws.createSecret("admin", { generate })).toEqual(secret);
    const { secrets } = clientsOf(aws.endpoint);
    const read = await secrets.send(new GetSecretValueCommand({ SecretId: secret.arn }));
    expect(read.SecretString).toBe(secret.value);
    expect((await aws.createSecret("given", { value: "v" })).value).toBe("v");
  });

  it("keep everything over a restart", async () => {
    const dataDir = temporaryFolder();
    const before = await awsForTest(dataDir);
    await before.createTable(tableProperties);
    const secret = await before.createSecret("admin", {});
    const { url } = await before.createQueue("deliveries", {});
    const first = clientsOf(before.endpoint);
    await first.dynamodb.send(new PutItemCommand({ TableName, Item: item }));
    await first.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "kept" }));
    const stopping = Date.now();
    await before.stop();
    expect(Date.now() - stopping).toBeLessThan(1000);

    const after = await awsForTest(dataDir);
    await after.createTable(tableProperties);
    const queue = await after.createQueue("deliveries", {});
    expect(await after.createSecret("admin", {})).toEqual(secret);
    const second = clientsOf(after.endpoint);
    const { Item } = await second.dynamodb.send(
      new GetItemCommand({ TableName, Key: { pk: item.pk, sk: item.sk }, ConsistentRead: true }),
    );
    expect(Item).toEqual(item);
    const { Messages } = await second.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
    expect(Messages).toMatchObject([{ Body: "kept" }]);
  });
});

describe("IAM", () => {
  async function startWithQueue() {
    const aws = await awsForTest(temporaryFolder());
    await aws.createTable(tableProperties);
    await aws.createBus("shop");
    const { url, arn } = await aws.createQueue("deliveries", {});
    const { arn: secretArn } = await aws.createSecret("app/one", { value: "v" });
    return { aws, url, arn, secretArn };
  }

  const calls = (url: string, secretArn: string, clients: ReturnType<typeof clientsOf>) => ({
    SendMessage: () => clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "a" })),
    BatchGetItem: () =>
      clients.dynamodb.send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [{ pk: item.pk, sk: item.sk }] } } }),
      ),
    GetSecretValue: () => clients.secrets.send(new GetSecretValueCommand({ SecretId: secretArn })),
    PutEvents: () =>
      clients.events.send(
        new PutEventsCommand({ Entries: [{ EventBusName: "shop", Source: "a", DetailType: "b", Detail: "{}" }] }),
      ),
  });

  it("refuses calls without a grant with an error that SDKs know, and lets the operator do everything", async () => {
    const { aws, url, secretArn } = await startWithQueue();
    const stranger = calls(url, secretArn, clientsOf(aws.endpoint, aws.addPrincipal("stranger", [])));
    for (const [action, call] of Object.entries(stranger)) {
      const refused = {
        name: "AccessDeniedException",
        message: expect.stringContaining(`:${action} on resource: arn:`),
      };
      await expect(call(), action).rejects.toMatchObject(refused);
    }
    expect(aws.usage()).toEqual([]);
    for (const call of Object.values(calls(url, secretArn, clientsOf(aws.endpoint)))) {
      await expect(call()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    }
    expect(aws.usage()).toEqual([]);
  });

  it("allows calls with a grant, and lists each in the usage once", async () => {
    const { aws, url, arn, secretArn } = await startWithQueue();
    const credentials = aws.addPrincipal("deliver", [
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: arn },
      { Effect: "Allow", Action: "dynamodb:BatchGetItem", Resource: tableArn },
      { Effect: "Allow", Action: "secretsmanager:*Secret*", Resource: `${secretArn.slice(0, -10)}*` },
      { Effect: "Allow", Action: "events:PutEvents", Resource: busArn },
    ]);
    const clients = clientsOf(aws.endpoint, credentials);
    for (const call of Object.values(calls(url, secretArn, clients))) {
      await call();
      await call();
    }
    await clients.secrets.send(new CreateSecretCommand({ Name: "app/two", SecretString: "v" }));
    await expect(clients.secrets.send(new GetSecretValueCommand({ SecretId: "other" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    const used = (action: string, resource: string) => ({ principal: "deliver", action, resource });
    expect(aws.usage()).toEqual([
      used("sqs:SendMessage", arn),
      used("dynamodb:BatchGetItem", tableArn),
      used("secretsmanager:GetSecretValue", secretArn),
      used("events:PutEvents", busArn),
      used("secretsmanager:CreateSecret", "arn:aws:secretsmanager:us-east-1:000000000000:secret:app/two-??????"),
    ]);
  });

  it("refuses a policy that it does not support", async () => {
    const aws = await awsForTest(temporaryFolder());
    const statement = { Effect: "Allow", Action: "*", Resource: "*", Condition: {} };
    expect(() => aws.addPrincipal("deliver", [statement])).toThrow(/deliver, statement 1: .* not support Condition/);
  });
});

describe("a failed start", () => {
  it("is reported in one line", async () => {
    const dataDir = temporaryFolder();
    const aws = await awsForTest(dataDir);
    const port = Number(new URL(aws.endpoint).port);
    await expect(awsForTest(temporaryFolder(), { port })).rejects.toMatchObject({
      name: "CannotStart",
      message: `another program uses port ${port}`,
    });
    await expect(awsForTest(dataDir)).rejects.toMatchObject({
      name: "CannotStart",
      message: `another process is using ${dataDir}`,
    });
  });
});
