import { PipelineFault } from "../../../core/errors.ts";
import { type Batch, EMPTY_SHEET, withEntries } from "../../../core/tally/sheets.ts";
import type { SheetPart, TallyStore } from "../../../core/tally/tally-store.ts";
import { pooled } from "../../kit/pooled.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { putIf } from "../driver/conditional-put.ts";
import { absent } from "../driver/conditions.ts";
import { getRow } from "../driver/get-row.ts";
import { keyText, type TableRow } from "../driver/table-access.ts";
import type { LogTable } from "../rows.ts";
import { sheetIn, sheetKey, sheetRow, versionIn } from "../tally-rows.ts";

const PARALLEL_CALLS = 8;

/** Functions that work on other shards write the operator's rows too. They are as many as the table has partitions. */
const MAX_TRIES = 20;

/** Adds to the sheets of tallies. A sheet is replaced only if nobody has changed it since it was read. */
export function dynamoTallyStore(table: LogTable): TallyStore {
  const batchGet = batchGetter(table);

  return {
    async count(batch, parts) {
      const keys = parts.map(({ scope, resolution, sheetMs }) => sheetKey(scope, resolution, sheetMs));
      const rows = new Map((await batchGet(keys)).map((row) => [keyText(row), row]));
      await pooled([...parts.entries()], PARALLEL_CALLS, ([index, part]) =>
        countPart(batch, part, rows.get(keyText(keys[index] ?? {}))),
      );
    },
  };

  async function countPart(batch: Batch, part: SheetPart, read: TableRow | undefined): Promise<void> {
    let row = read;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const sheet = withEntries(row ? sheetIn(row) : EMPTY_SHEET, batch, part.entries, part.scope);
      if (!sheet) return;
      const version = row ? versionIn(row) : 0;
      const Item = sheetRow(table, part, sheet, version + 1);
      if (await putIf(table, "writing tallies failed", { Item, ...unchanged(row) })) return;
      row = await getRow(table, { pk: Item.pk, sk: Item.sk }, "reading tallies failed");
    }
    throw new PipelineFault("a sheet of tallies kept changing");
  }

  function unchanged(row: TableRow | undefined) {
    if (row)
      return { ConditionExpression: "version = :known", ExpressionAttributeValues: { ":known": versionIn(row) } };
    const { text, values } = absent(table);
    return { ConditionExpression: text, ExpressionAttributeValues: values };
  }
}
