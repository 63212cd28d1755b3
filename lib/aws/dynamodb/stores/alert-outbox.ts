import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { AlertOutbox, Audience, StoredAlert, Told } from "../../../core/alerts/alert-store.ts";
import { pooled } from "../../kit/pooled.ts";
import { alertIn, isUntoldTo } from "../alert-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { putIf } from "../driver/conditional-put.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { has, hasNo, type RowCondition } from "../driver/conditions.ts";
import { getRow } from "../driver/get-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { updateOf } from "../driver/update-expression.ts";
import { ALERTS_DUE_PKS, alertKey, alertMessageKey } from "../keys/alert-keys.ts";
import { DUE_INDEX } from "../table.ts";
import { dueRowsReader } from "./due-rows.ts";

const PARALLEL_CALLS = 8;

/** Without the index's key, an alert is in neither list. */
const UNLISTED = { [DUE_INDEX.partitionKey]: undefined, [DUE_INDEX.sortKey.name]: undefined };

const OTHER = { machines: "people", people: "machines" } as const satisfies Record<Audience, Audience>;

export function dynamoAlertOutbox(table: TableAccess): AlertOutbox {
  const dueRows = dueRowsReader(table);
  const batchGet = batchGetter(table);
  return { listUntold, markTold, lastMessageAt, claimMessage };

  async function listUntold(audience: Audience, limit: number): Promise<StoredAlert[]> {
    const pks = [ALERTS_DUE_PKS.both, ALERTS_DUE_PKS[audience]];
    const due = await dueRows(pks, Number.MAX_SAFE_INTEGER, limit);
    const rows = await batchGet(due.map(({ sk }) => alertKey(sk)));
    return rows
      .filter(isUntoldTo(audience))
      .sort((a, b) => (a.sk < b.sk ? -1 : 1))
      .map(alertIn);
  }

  async function markTold(alertIds: readonly string[], told: Told): Promise<void> {
    await pooled(alertIds, PARALLEL_CALLS, (id) => markOne(id, told));
  }

  /** Marks never go. So if the first try finds the other mark, the second one finds it too, unless the row is gone. */
  async function markOne(id: string, told: Told): Promise<void> {
    const unlisted = { ...UNLISTED, ...told };
    if (told.machinesAt !== undefined && told.peopleAt !== undefined) return void (await mark(id, unlisted, has("pk")));
    const other = OTHER[told.machinesAt === undefined ? "people" : "machines"];
    const early = () => mark(id, { ...told, [DUE_INDEX.partitionKey]: ALERTS_DUE_PKS[other] }, hasNo(`${other}At`));
    const last = () => mark(id, unlisted, has(`${other}At`));
    (await early()) || (await last());
  }

  async function mark(id: string, set: Record<string, unknown>, condition: RowCondition): Promise<boolean> {
    const change = updateOf({ set, conditions: [has("id"), condition] });
    const command = new UpdateCommand({ TableName: table.name, Key: alertKey(id), ...change });
    const answer = await conditionally("marking an alert failed", () => table.client.send(command));
    return answer !== undefined;
  }

  async function lastMessageAt(): Promise<string | undefined> {
    const row = await getRow(table, alertMessageKey(), "reading the latest message's time failed");
    return row && String(row.at);
  }

  function claimMessage(before: string | undefined, nowIso: string): Promise<boolean> {
    const condition =
      before === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#at = :before",
            ExpressionAttributeNames: { "#at": "at" },
            ExpressionAttributeValues: { ":before": before },
          };
    return putIf(table, "noting a message failed", { Item: { ...alertMessageKey(), at: nowIso }, ...condition });
  }
}
