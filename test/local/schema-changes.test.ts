import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import type { Assembly } from "../../lib/local/template/assembly.ts";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { call, send, subscribe } from "./support/api.ts";
import { becomes } from "./support/deliveries.ts";
import { operatorConfig } from "./support/operator-clients.ts";
import { receiverForTest } from "./support/receivers.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { twinForTest } from "./support/twin.ts";

interface Table {
  KeySchema: { AttributeName: string; KeyType: string }[];
  GlobalSecondaryIndexes: object[];
}

/** Adds indexes whose key is the table's key the other way round, so that they hold every row. */
const addIndexes =
  (...names: string[]) =>
  ({ stacks }: Assembly): void => {
    const resources = stacks.flatMap((stack) => [...stack.resources.values()]);
    const found = resources.find(({ type }) => type === "AWS::DynamoDB::GlobalTable")?.properties;
    const table = found as unknown as Table;
    const [hash, range] = table.KeySchema.map(({ AttributeName }) => AttributeName);
    const KeySchema = [
      { AttributeName: range, KeyType: "HASH" },
      { AttributeName: hash, KeyType: "RANGE" },
    ];
    for (const IndexName of names)
      table.GlobalSecondaryIndexes.push({ IndexName, KeySchema, Projection: { ProjectionType: "KEYS_ONLY" } });
  };

/** The keys of the rows in a twin's table, or in one of its indexes, as text. */
async function keysOf({ roles, ...twin }: Twin, IndexName?: string): Promise<string[]> {
  const client = new DynamoDBClient(operatorConfig(twin));
  onTestFinished(() => client.destroy());
  const arns = roles.flatMap(({ statements }) => statements.flatMap(({ Resource }) => Resource));
  const TableName = arns.map((arn) => /:table\/([^/]+)$/.exec(String(arn))?.[1]).find(Boolean);
  const { Items = [] } = await client.send(new ScanCommand({ TableName, IndexName }));
  return Items.map(({ pk, sk }) => JSON.stringify([pk, sk]));
}

test("a template with one more index finds the rows of earlier starts, and two more are refused", async () => {
  const dataDir = temporaryFolder();
  const receiver = await receiverForTest();
  const first = await twinForTest({ dataDir });
  await subscribe(first, receiver.url);
  const { id } = await send(first, { type: "invoice.paid", data: { amount: 1 } });
  await becomes(first, id, "delivered");
  const rows = await keysOf(first);
  expect(rows.length).toBeGreaterThan(3);
  await first.stop();

  const second = await twinForTest({ dataDir, amend: addIndexes("inverse") });
  expect(await keysOf(second, "inverse")).toEqual(expect.arrayContaining(rows));
  expect(await call(second, "GET", `/events/${id}`)).toMatchObject({ data: { amount: 1 } });
  await second.stop();

  const refused = startTwin({
    dataDir,
    port: 0,
    warn: () => undefined,
    amend: addIndexes("another", "third"),
  });
  await expect(refused).rejects.toMatchObject({
    name: "CannotStart",
    message: expect.stringMatching(
      /^[^\n]+adds another, third and removes inverse [^\n]+more than one GSI creation or deletion[^\n]+Change one index per start, or start with --fresh$/,
    ),
  });

  const last = await twinForTest({ dataDir });
  await expect(keysOf(last, "inverse")).rejects.toMatchObject({ name: "ValidationException" });
  expect(await keysOf(last)).toEqual(expect.arrayContaining(rows));
  expect(await call(last, "GET", `/events/${id}`)).toMatchObject({ data: { amount: 1 } });
}, 120_000);
