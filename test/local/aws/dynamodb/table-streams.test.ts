import {
  BatchExecuteStatementCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import type { ShardReader, StreamRecord } from "../../../../lib/local/aws/dynamodb/stream-log.ts";
import type { LocalAws } from "../../../../lib/local/aws/local-aws.ts";
import { awsForTest, clientsOf, tableProperties } from "../../support/local-aws.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const TableName = "posthorn";
const KEPT = { Effect: "Allow", Action: ["dynamodb:DescribeStream", "dynamodb:GetShardIterator"] };

interface Opened {
  aws: LocalAws;
  arn: string;
  client: DynamoDBClient;
  shards: ShardReader[];
}

/** A table with a stream, whose records about keys with the prefix `L#` are read. */
async function open(): Promise<Opened> {
  const aws = await awsForTest(temporaryFolder());
  const properties = { ...tableProperties, StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" } };
  const arn = String(await aws.createTable(properties));
  const shards = aws.openStream(arn, "", (key) => String(key.pk?.S).startsWith("L#"));
  return { aws, arn, client: clientsOf(aws.endpoint).dynamodb, shards };
}

const recordsIn = (shards: ShardReader[]): StreamRecord[] => shards.flatMap((shard) => shard.peek(1_000));

/** What happened to the items: the name of the change, and the attribute `x` before and after. */
const changesIn = (shards: ShardReader[]) =>
  recordsIn(shards).map(({ eventName, dynamodb: { OldImage, NewImage } }) => [
    eventName,
    OldImage?.x?.S ?? OldImage?.x?.B,
    NewImage?.x?.S ?? NewImage?.x?.B,
  ]);

const KEY = { pk: { S: "L#1" }, sk: { S: "a" } };
const itemOf = (x: string) => ({ ...KEY, x: { S: x } });

describe("the stream of a table", () => {
  it("has each change of an item once, in order, whatever call made it", async () => {
    const { client, shards } = await open();
    const update = { TableName, Key: KEY, UpdateExpression: "SET x = :x" };
    await client.send(new PutItemCommand({ TableName, Item: itemOf("1") }));
    await client.send(new UpdateItemCommand({ ...update, ExpressionAttributeValues: { ":x": { S: "2" } } }));
    await client.send(new UpdateItemCommand({ ...update, ExpressionAttributeValues: { ":x": { S: "2" } } }));
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { posthorn: [{ PutRequest: { Item: itemOf("3") } }] } }),
    );
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: itemOf("4") } }] }));
    await client.send(
      new ExecuteStatementCommand({
        Statement: `UPDATE "posthorn" SET x = ? WHERE pk = ? AND sk = ?`,
        Parameters: [{ S: "5" }, KEY.pk, KEY.sk],
      }),
    );
    await client.send(new DeleteItemCommand({ TableName, Key: KEY }));
    await client.send(new DeleteItemCommand({ TableName, Key: KEY }));
    expect(changesIn(shards)).toEqual([
      ["INSERT", undefined, "1"],
      ["MODIFY", "1", "2"],
      ["MODIFY", "2", "3"],
      ["MODIFY", "3", "4"],
      ["MODIFY", "4", "5"],
      ["REMOVE", "5", undefined],
    ]);
    const sequence = recordsIn(shards).map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(sequence).toEqual(sequence.toSorted());
    expect(new Set(recordsIn(shards).map(({ eventID }) => eventID)).size).toBe(6);
  });

  it("has what PartiQL inserted, and nothing of a statement that was refused", async () => {
    const { client, shards } = await open();
    const insert = (text: string) => ({
      Statement: `INSERT INTO "posthorn" VALUE {'pk':?,'sk':?,'x':?}`,
      Parameters: [KEY.pk, KEY.sk, { B: Buffer.from(text) }],
    });
    await client.send(new BatchExecuteStatementCommand({ Statements: [insert("one")] }));
    const { Responses } = await client.send(new BatchExecuteStatementCommand({ Statements: [insert("two")] }));
    expect(Responses?.[0]?.Error?.Code).toBe("DuplicateItem");
    expect(changesIn(shards)).toEqual([["INSERT", undefined, Buffer.from("one").toString("base64")]]);
  });

  it("has nothing of a refused write, and nothing that nobody reads", async () => {
    const { client, shards } = await open();
    await client.send(new PutItemCommand({ TableName, Item: itemOf("1") }));
    const again = { TableName, Item: itemOf("2"), ConditionExpression: "attribute_not_exists(pk)" };
    await expect(client.send(new PutItemCommand(again))).rejects.toThrow();
    const other = { ...itemOf("1"), pk: { S: "T#1" } };
    await client.send(new PutItemCommand({ TableName, Item: other }));
    expect(changesIn(shards)).toEqual([["INSERT", undefined, "1"]]);
  });

  it("has the images of writes that come at once in one order", async () => {
    const { client, shards } = await open();
    const numbers = Array.from({ length: 20 }, (_, n) => String(n));
    await Promise.all(numbers.map((x) => client.send(new PutItemCommand({ TableName, Item: itemOf(x) }))));
    const changes = changesIn(shards);
    expect(changes).toHaveLength(20);
    for (const [index, [, before]] of changes.entries()) expect(before).toBe(changes[index - 1]?.[2]);
  });

  it("can be read only with the permissions that Lambda needs", async () => {
    const { aws, arn } = await open();
    const reads = [...KEPT.Action, "dynamodb:GetRecords", "dynamodb:ListStreams"];
    const some = aws.addPrincipal("some", [{ ...KEPT, Resource: arn }]);
    const all = aws.addPrincipal("all", [{ Effect: "Allow", Action: reads, Resource: arn }]);
    expect(() => aws.openStream(arn, some.accessKeyId, () => true)).toThrow(/dynamodb:GetRecords/);
    expect(aws.openStream(arn, all.accessKeyId, () => true)).toHaveLength(4);
    expect(() => aws.openStream(`${arn}x`, "", () => true)).toThrow(/no stream/);
  });
});
