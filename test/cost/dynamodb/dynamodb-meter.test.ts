import { beforeAll, describe, expect, it } from "vitest";
import { type Backend, callerOf } from "../../../lib/local/aws/backend.ts";
import { startDynoxideProcess } from "../../../lib/local/aws/dynamodb/dynoxide.ts";
import { createUpstream } from "../../../lib/local/aws/upstream.ts";
import { useTemporaryFolder } from "../../local/support/temporary-folder.ts";
import { noUsage, type Usage } from "../meter/usage.ts";
import { dynamoDbMeter } from "./dynamodb-meter.ts";

const folder = useTemporaryFolder();
let backend: Backend;
let stop: () => Promise<void>;

beforeAll(async () => {
  const dynoxide = await startDynoxideProcess(folder);
  const upstream = createUpstream(dynoxide.url);
  backend = upstream.backend;
  stop = async () => {
    upstream.stop();
    await dynoxide.stop();
  };
  return () => stop();
});

let tables = 0;

/** A new table with an index of `state` that projects `name`, and a function that counts what a call takes. */
async function countedTable() {
  let usage = noUsage();
  const call = callerOf(
    "dynamodb",
    "us-east-1",
    dynamoDbMeter(backend, () => usage),
  );
  const TableName = `table-${tables++}`;
  await call("CreateTable", {
    TableName,
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    AttributeDefinitions: ["pk", "state"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    BillingMode: "PAY_PER_REQUEST",
    GlobalSecondaryIndexes: [
      {
        IndexName: "states",
        KeySchema: [{ AttributeName: "state", KeyType: "HASH" }],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["name"] },
      },
    ],
  });

  async function units(operation: string, input: object): Promise<[table: number, index: number, read: number]> {
    usage = noUsage();
    await call(operation, { ...input }).catch(() => undefined);
    const { tableWriteUnits, indexWriteUnits, readUnits }: Usage = usage;
    return [tableWriteUnits, indexWriteUnits, readUnits];
  }
  return { TableName, units };
}

const KB = 1024;
const item = (pk: string, more: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries({ pk, ...more }).map(([name, text]) => [name, { S: text }]));

describe("single writes", () => {
  it("count the item and its index entry, by the item before and after", async () => {
    const { TableName, units } = await countedTable();
    const put = (Item: object) => units("PutItem", { TableName, Item });
    expect(await put(item("1", { state: "new", data: "x".repeat(2 * KB) }))).toEqual([3, 1, 0]);
    expect(await put(item("1", { state: "new", data: "y" }))).toEqual([3, 0, 0]);
    expect(await put(item("1", { state: "old" }))).toEqual([1, 2, 0]);
    expect(await units("DeleteItem", { TableName, Key: item("1") })).toEqual([1, 1, 0]);
  });

  it("count what an update made of the item", async () => {
    const { TableName, units } = await countedTable();
    const update = { TableName, Key: item("1"), ExpressionAttributeNames: { "#s": "state" } };
    const set = (text: string) => ({
      ...update,
      UpdateExpression: "SET #s = :s",
      ExpressionAttributeValues: { ":s": { S: text } },
    });
    expect(await units("UpdateItem", set("new"))).toEqual([1, 1, 0]);
    expect(await units("UpdateItem", set("new"))).toEqual([1, 0, 0]);
    expect(await units("UpdateItem", { ...update, UpdateExpression: "REMOVE #s" })).toEqual([1, 1, 0]);
  });

  it("are paid when their condition fails, by the item that stays", async () => {
    const { TableName, units } = await countedTable();
    const condition = { ConditionExpression: "attribute_not_exists(pk)" };
    await units("PutItem", { TableName, Item: item("1", { state: "new", data: "x".repeat(2 * KB) }) });
    expect(await units("PutItem", { TableName, Item: item("1"), ...condition })).toEqual([3, 0, 0]);
    expect(await units("PutItem", { TableName, Item: item("1"), ConditionExpression: "nonsense(" })).toEqual([0, 0, 0]);
  });
});

describe("batches and transactions", () => {
  it("a batch counts each of its writes", async () => {
    const { TableName, units } = await countedTable();
    const requests = [
      { PutRequest: { Item: item("1", { state: "new" }) } },
      { PutRequest: { Item: item("2", { data: "x".repeat(KB) }) } },
      { DeleteRequest: { Key: item("3") } },
    ];
    expect(await units("BatchWriteItem", { RequestItems: { [TableName]: requests } })).toEqual([1 + 2 + 1, 1, 0]);
  });

  it("a transaction counts twice in the table and once in indexes, and is paid when it is cancelled", async () => {
    const { TableName, units } = await countedTable();
    const put = (pk: string) => ({ Put: { TableName, Item: item(pk, { state: "new" }) } });
    const check = (expression: string) => ({
      ConditionCheck: { TableName, Key: item("1"), ConditionExpression: expression },
    });
    expect(await units("TransactWriteItems", { TransactItems: [put("1"), put("2")] })).toEqual([4, 2, 0]);
    const checked = [put("3"), check("attribute_exists(pk)")];
    expect(await units("TransactWriteItems", { TransactItems: checked })).toEqual([4, 1, 0]);
    const cancelled = [put("4"), check("attribute_not_exists(pk)")];
    expect(await units("TransactWriteItems", { TransactItems: cancelled })).toEqual([4, 0, 0]);
    expect(await units("GetItem", { TableName, Key: item("4"), ConsistentRead: true })).toEqual([0, 0, 1]);
  });

  it("PartiQL statements count like single writes, each with its own outcome", async () => {
    const { TableName, units } = await countedTable();
    const statement = (text: string, ...Parameters: object[]) => ({ Statement: text, Parameters });
    const insert = statement(`INSERT INTO "${TableName}" VALUE {'pk': ?, 'state': ?}`, { S: "1" }, { S: "new" });
    const update = statement(`UPDATE "${TableName}" SET state = ? WHERE pk = ?`, { S: "old" }, { S: "1" });
    const conditional = `UPDATE "${TableName}" SET state = ? WHERE pk = ? AND state = ?`;
    const refused = statement(conditional, { S: "x" }, { S: "1" }, { S: "never" });
    expect(await units("ExecuteStatement", insert)).toEqual([1, 1, 0]);
    expect(await units("BatchExecuteStatement", { Statements: [update] })).toEqual([1, 2, 0]);
    expect(await units("BatchExecuteStatement", { Statements: [refused] })).toEqual([1, 0, 0]);
    const remove = statement(`DELETE FROM "${TableName}" WHERE pk = ?`, { S: "1" });
    expect(await units("BatchExecuteStatement", { Statements: [remove] })).toEqual([1, 1, 0]);
  });
});

describe("conditional statements in a batch", () => {
  const [S, long] = [(text: string) => ({ S: text }), "x".repeat(2 * KB)];
  const insert = (table: string, pk: string, data: string) => ({
    Statement: `INSERT INTO "${table}" VALUE {'pk':?,'state':?,'data':?}`,
    Parameters: [S(pk), S("new"), S(data)],
  });
  const update = (table: string, pk: string, state: string, condition = '"state"=?') => ({
    Statement: `UPDATE "${table}" SET "state"=?,"data"=? REMOVE "name" WHERE "pk"=? AND (${condition})`,
    Parameters: [S(state), S("y"), S(pk), S("new")],
  });

  it("each count, and a failed one is paid by the row that stays", async () => {
    const { TableName, units } = await countedTable();
    const execute = (...Statements: object[]) => units("BatchExecuteStatement", { Statements });
    expect(await execute(insert(TableName, "1", long), insert(TableName, "2", "y"))).toEqual([3 + 1, 1 + 1, 0]);
    // The first row exists with 3 units. The small row that comes for it counts for nothing.
    expect(await execute(insert(TableName, "1", "y"), insert(TableName, "3", long))).toEqual([3 + 3, 1, 0]);
    expect(await execute(insert(TableName, "2", long))).toEqual([1, 0, 0]);
    expect(await execute(update(TableName, "1", "old"), update(TableName, "2", "new"))).toEqual([3 + 1, 2, 0]);
    expect(await execute(update(TableName, "1", "older"), update(TableName, "3", "old"))).toEqual([1 + 3, 2, 0]);
  });

  it("an update of an absent row takes a unit", async () => {
    const { TableName, units } = await countedTable();
    expect(await units("BatchExecuteStatement", { Statements: [update(TableName, "1", "old")] })).toEqual([1, 0, 0]);
    const read = { TableName, Key: item("1"), ConsistentRead: true };
    expect(await units("GetItem", read)).toEqual([0, 0, 1]);
  });

  it("count by the bytes of binary values, not by their Base64", async () => {
    const { TableName, units } = await countedTable();
    const statement = (pk: string, bytes: number) => ({
      Statement: `INSERT INTO "${TableName}" VALUE {'pk':?,'b':?}`,
      Parameters: [S(pk), { B: Buffer.alloc(bytes).toString("base64") }],
    });
    // Names and the key take 4 bytes.
    const Statements = [statement("1", KB - 4), statement("2", KB - 3)];
    expect(await units("BatchExecuteStatement", { Statements })).toEqual([1 + 2, 0, 0]);
  });

  it("take nothing when they are rejected", async () => {
    const { TableName, units } = await countedTable();
    const Statements = [insert(TableName, "1", "y"), insert(TableName, "2", "x".repeat(400 * KB))];
    expect(await units("BatchExecuteStatement", { Statements })).toEqual([1, 1, 0]);
    const twice = [insert(TableName, "3", "y"), insert(TableName, "3", "y")];
    expect(await units("BatchExecuteStatement", { Statements: twice })).toEqual([0, 0, 0]);
  });
});

describe("reads", () => {
  it("count whole items, each rounded up, and absent ones", async () => {
    const { TableName, units } = await countedTable();
    await units("PutItem", { TableName, Item: item("1", { data: "x".repeat(5 * KB) }) });
    const projected = { ProjectionExpression: "pk", ConsistentRead: true };
    expect(await units("GetItem", { TableName, Key: item("1"), ...projected })).toEqual([0, 0, 2]);
    expect(await units("GetItem", { TableName, Key: item("1") })).toEqual([0, 0, 1]);
    const Keys = [item("1"), item("2"), item("3")];
    expect(await units("BatchGetItem", { RequestItems: { [TableName]: { Keys, ...projected } } })).toEqual([0, 0, 4]);
  });

  it("a query adds up what it looked at, also what its filter left out", async () => {
    const { TableName, units } = await countedTable();
    for (const pk of ["1", "2", "3"]) {
      await units("PutItem", { TableName, Item: item(pk, { state: "new", name: "x".repeat(2 * KB), data: "y" }) });
    }
    const query = {
      TableName,
      IndexName: "states",
      KeyConditionExpression: "#s = :s",
      ExpressionAttributeNames: { "#s": "state" },
      ExpressionAttributeValues: { ":s": { S: "new" } },
    };
    expect(await units("Query", query)).toEqual([0, 0, 1]);
    const filtered = {
      ...query,
      FilterExpression: "#n = :n",
      ExpressionAttributeNames: { "#s": "state", "#n": "name" },
      ExpressionAttributeValues: { ":s": { S: "new" }, ":n": { S: "other" } },
    };
    expect(await units("Query", filtered)).toEqual([0, 0, 1]);
    expect(await units("Query", { ...query, Select: "COUNT" })).toEqual([0, 0, 1]);
    const nothing = { ...query, ExpressionAttributeValues: { ":s": { S: "none" } } };
    expect(await units("Query", nothing)).toEqual([0, 0, 0.5]);
  });
});
