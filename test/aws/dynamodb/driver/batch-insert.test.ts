import { beforeAll, describe, expect, it } from "vitest";
import { batchGetter } from "../../../../lib/aws/dynamodb/driver/batch-get.ts";
import { batchInserter } from "../../../../lib/aws/dynamodb/driver/batch-insert.ts";
import type { TableAccess, TableRow } from "../../../../lib/aws/dynamodb/driver/table-access.ts";
import { PipelineFault } from "../../../../lib/core/errors.ts";
import { createTestTable, startDynamoDb } from "../../../support/dynamodb-emulator.ts";

let table: TableAccess;

beforeAll(async () => {
  const { client, stop } = await startDynamoDb();
  table = { client, name: "posthorn-dev.rows", now: () => 0 };
  await createTestTable(client, table.name);
  return stop;
});

let partitions = 0;

/** Rows of a new partition. */
const rowsOf = (count: number, more: Record<string, unknown> = {}): TableRow[] => {
  const pk = `partition ${partitions++}`;
  return Array.from({ length: count }, (_, n) => ({ pk, sk: `row ${n}`, ...more }));
};
const keysOf = (rows: TableRow[]) => rows.map(({ pk, sk }) => ({ pk, sk }));
const read = async (rows: TableRow[]) =>
  (await batchGetter(table)(keysOf(rows))).toSorted((a, b) => (a.sk < b.sk ? -1 : 1));

const insertAll = (rows: TableRow[]) => batchInserter(table)(rows);

describe("inserting", () => {
  it("writes rows of any number, with values of every type", async () => {
    const rows = rowsOf(30, {
      text: 'it\'s "quoted" {?} \u{1f4ef}\n',
      empty: "",
      number: -1.5e-7,
      large: 12345678901234,
      flag: false,
      nothing: null,
      list: [1, "two", [{ three: null }]],
      map: { "it's": { "a.b": "deep" } },
      bytes: Uint8Array.of(0, 255, 128),
      left: undefined,
    });
    expect(await insertAll(rows)).toEqual(Array(30).fill("written"));
    const [row] = rows.slice(7);
    delete row?.left;
    expect((await read(rows)).find(({ sk }) => sk === "row 7")).toStrictEqual(row);
  });

  it("leaves existing rows as they are, and writes the others", async () => {
    const rows = rowsOf(60, { by: "first" });
    const taken = [rows[3], rows[24], rows[25], rows[59]].filter((row) => row !== undefined);
    await insertAll(taken);
    const results = await insertAll(rows.map((row) => ({ ...row, by: "second" })));
    expect(results).toEqual(rows.map((row) => (taken.includes(row) ? "exists" : "written")));
    expect((await read(taken)).map(({ by }) => by)).toEqual(Array(4).fill("first"));
  });

  it("reports a row that DynamoDB rejects, and writes the others", async () => {
    const [first, second] = rowsOf(2);
    const rows = [first, { pk: "", sk: "no key" }, second].filter((row) => row !== undefined);
    const rejected = { name: "PipelineFault", cause: { name: "ValidationError" } };
    expect(await insertAll(rows)).toMatchObject(["written", rejected, "written"]);
  });

  it("reports every row of a call that names a row twice", async () => {
    const [row, other] = rowsOf(2);
    const results = await insertAll([row, other, row].filter((one) => one !== undefined));
    expect(results).toEqual(Array(3).fill(expect.any(PipelineFault)));
  });

  it("makes no call for no rows", async () => {
    expect(await insertAll([])).toEqual([]);
  });

  it("allows any name of an attribute", async () => {
    const names = ["status", "SELECT", "it's", "''", 'say "hi"', "with space", "a.b", "back\\slash", "?", "}", "ünï"];
    const rows = rowsOf(1, Object.fromEntries(names.map((name, n) => [name, n])));
    expect(await insertAll(rows)).toEqual(["written"]);
    expect(await read(rows)).toEqual(rows);
  });
});
