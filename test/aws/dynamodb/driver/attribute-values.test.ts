import { BatchGetCommand, BatchWriteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import { type AttributeMap, fromItem, toItem } from "../../../../lib/aws/dynamodb/driver/attribute-values.ts";
import { type ScriptedAws, startScriptedAws } from "../../scripted-aws.ts";

let aws: ScriptedAws;
let client: DynamoDBDocumentClient;

beforeAll(async () => {
  aws = await startScriptedAws();
  client = dynamoDbClient(aws.overrides);
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

type Row = Record<string, unknown>;

const name = fc.string({ maxLength: 8 }).filter((text) => text !== "__proto__");

/** The values that a row may hold: JSON with exact numbers, bytes, and undefined. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: "grapheme", maxLength: 10 }),
    fc.maxSafeInteger(),
    fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.uint8Array({ maxLength: 10 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const row: fc.Arbitrary<Row> = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true });

async function writtenBySdk(Item: Row): Promise<AttributeMap> {
  aws.play(() => ({}));
  await client.send(new BatchWriteCommand({ RequestItems: { posthorn: [{ PutRequest: { Item } }] } }));
  const input = aws.calls[0]?.input as { RequestItems: { posthorn: { PutRequest: { Item: AttributeMap } }[] } };
  return input.RequestItems.posthorn[0]?.PutRequest.Item ?? {};
}

async function readBySdk(item: AttributeMap): Promise<Row | undefined> {
  aws.play(() => ({ Responses: { posthorn: [item] } }));
  const answer = await client.send(new BatchGetCommand({ RequestItems: { posthorn: { Keys: [{ pk: "a" }] } } }));
  return answer.Responses?.posthorn?.[0];
}

describe("attribute values", () => {
  it("are written and read like the document client does", async () => {
    const property = fc.asyncProperty(row, async (record) => {
      const item = JSON.parse(JSON.stringify(toItem(record)));
      expect(item).toEqual(await writtenBySdk(record));
      expect(fromItem(item)).toEqual(await readBySdk(item));
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it.each([
    ["not a number", Number.NaN],
    ["an infinite number", Number.POSITIVE_INFINITY],
    ["a big integer", 1n],
    ["a date", new Date(0)],
    ["a set", new Set(["a"])],
    ["a function", () => 1],
  ])("are not made of %s", (_what, unfit) => {
    expect(() => toItem({ deep: [{ unfit }] })).toThrow(TypeError);
  });

  it("hold bytes as Base64 text, which become bytes again", () => {
    const bytes = Uint8Array.of(0, 1, 254, 255);
    const item = toItem({ packed: bytes.subarray(1), deep: [{ packed: Buffer.from("é") }] });
    expect(item).toEqual({ packed: { B: "Af7/" }, deep: { L: [{ M: { packed: { B: "w6k=" } } }] } });
    const { packed } = fromItem(item);
    expect(packed).toStrictEqual(bytes.slice(1));
  });

  it.each([0, 1, 100_000])("hold %i bytes in the table, whichever client wrote them", async (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, n) => n);
    expect(JSON.parse(JSON.stringify(toItem({ bytes })))).toEqual(await writtenBySdk({ bytes }));
    expect(fromItem(await writtenBySdk({ bytes }))).toStrictEqual({ bytes });
    expect(await readBySdk(toItem({ bytes }))).toEqual({ bytes });
  });

  it.each([
    ["a view of other numbers", new Uint16Array(2)],
    ["a buffer without a view", new ArrayBuffer(2)],
  ])("are not made of %s", (_what, unfit) => {
    expect(() => toItem({ unfit })).toThrow(TypeError);
  });

  it("that rows don't use stay as DynamoDB sends them", () => {
    expect(fromItem({ names: { SS: ["a", "b"] }, id: { S: "x" } })).toEqual({ names: ["a", "b"], id: "x" });
  });
});
