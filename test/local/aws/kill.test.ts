import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { expect, it, onTestFinished } from "vitest";
import { awsForTest, clientsOf, eventually, place, tableProperties } from "../support/local-aws.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A script that starts all services in a process of its own, and prints a line for each acknowledged write. */
const writer = (folder: string) => `
  import { DynamoDBClient, PutItemCommand } from ${moduleUrl("@aws-sdk/client-dynamodb")};
  import { EventBridgeClient, PutEventsCommand } from ${moduleUrl("@aws-sdk/client-eventbridge")};
  import { SendMessageCommand, SQSClient } from ${moduleUrl("@aws-sdk/client-sqs")};
  import { startLocalAws } from ${JSON.stringify(new URL("../../../lib/local/aws/local-aws.ts", import.meta.url))};
  const invokeFunction = () => new Promise(() => {});
  const aws = await startLocalAws({ dataDir: ${JSON.stringify(folder)}, ...${JSON.stringify(place)}, invokeFunction });
  const { url } = await aws.createQueue("q", {});
  await aws.createTable(${JSON.stringify(tableProperties)});
  await aws.putRule({ name: "r", busName: "default", eventPattern: { source: ["test"] }, targets: [{ id: "t", arn: "arn" }] });
  const config = { endpoint: aws.endpoint, region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } };
  const [sqs, dynamodb, events] = [new SQSClient(config), new DynamoDBClient(config), new EventBridgeClient(config)];
  for (let n = 1; ; n++) {
    const entry = { Source: "test", DetailType: "n", Detail: JSON.stringify({ n }) };
    await Promise.all([
      sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: String(n) })),
      dynamodb.send(new PutItemCommand({ TableName: "posthorn", Item: { pk: { S: String(n) }, sk: { S: "x" } } })),
      events.send(new PutEventsCommand({ Entries: [entry] })),
    ]);
    console.log(n);
  }`;

const moduleUrl = (name: string): string => JSON.stringify(import.meta.resolve(name));

it("loses nothing acknowledged when its process is killed", async () => {
  const folder = temporaryFolder();
  const script = join(folder, "writer.mjs");
  writeFileSync(script, writer(folder));
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged === 40) child.kill("SIGKILL");
  }
  expect(acknowledged).toBeGreaterThanOrEqual(40);

  const invoked: unknown[] = [];
  const invokeFunction = async (_arn: string, event: unknown) => void invoked.push(event);
  // The DynamoDB of the killed process may need a moment to end.
  const aws = await eventually(() => awsForTest(folder, { invokeFunction }));
  const { url } = await aws.createQueue("q", {});
  await aws.createTable(tableProperties);
  const target = { id: "t", arn: "arn" };
  await aws.putRule({ name: "r", busName: "default", eventPattern: { source: ["test"] }, targets: [target] });
  const { sqs, dynamodb } = clientsOf(aws.endpoint);
  const count = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages"] });
  const { Attributes } = await sqs.send(count);
  expect(Number(Attributes?.ApproximateNumberOfMessages)).toBeGreaterThanOrEqual(acknowledged);
  const Key = { pk: { S: String(acknowledged) }, sk: { S: "x" } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: "posthorn", Key, ConsistentRead: true }));
  expect(Item).toEqual(Key);
  await eventually(() => expect(invoked.length).toBeGreaterThanOrEqual(acknowledged));
});
