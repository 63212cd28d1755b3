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
  const aws = await startLocalAws({ dataDir: ${JSON.stringify(folder)}, ...${JSON.stringify(place)} });
  const { url } = await aws.createQueue("q", {});
  const queue = await aws.createQueue("events", {});
  await aws.createTable(${JSON.stringify(tableProperties)});
  await aws.putRule({ name: "r", arn: "arn", busName: "default", eventPattern: { source: ["test"] }, targets: [{ id: "t", queue }] });
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

  // The DynamoDB of the killed process may need a moment to end.
  const aws = await eventually(() => awsForTest(folder));
  const { url } = await aws.createQueue("q", {});
  await aws.createTable(tableProperties);
  const queue = await aws.createQueue("events", {});
  const target = { id: "t", queue };
  await aws.putRule({
    name: "r",
    arn: "arn",
    busName: "default",
    eventPattern: { source: ["test"] },
    targets: [target],
  });
  const { sqs, dynamodb } = clientsOf(aws.endpoint);
  const countOf = async (QueueUrl: string): Promise<number> => {
    const AttributeNames = ["ApproximateNumberOfMessages" as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Number(Attributes?.ApproximateNumberOfMessages);
  };
  expect(await countOf(url)).toBeGreaterThanOrEqual(acknowledged);
  const Key = { pk: { S: String(acknowledged) }, sk: { S: "x" } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: "posthorn", Key, ConsistentRead: true }));
  expect(Item).toEqual(Key);
  await eventually(async () => expect(await countOf(queue.url)).toBeGreaterThanOrEqual(acknowledged));
});
