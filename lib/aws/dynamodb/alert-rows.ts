import type { Alert } from "../../core/alerts/alert.ts";
import type { Audience, StoredAlert } from "../../core/alerts/alert-store.ts";
import type { TableRow } from "./driver/table-access.ts";
import type { TransactWrite } from "./driver/transact.ts";
import { ALERTS_DUE_PKS, alertKey } from "./keys/alert-keys.ts";
import { type LogTable, type Retention, recordIn, retained } from "./rows.ts";
import { DUE_INDEX } from "./table.ts";

/** The row of an alert of which nobody was told yet. */
const alertRow = (retention: Retention, alert: Alert): TableRow => ({
  ...alertKey(alert.id),
  ...retained(retention, alert.at),
  ...alert,
  [DUE_INDEX.partitionKey]: ALERTS_DUE_PKS.both,
  [DUE_INDEX.sortKey.name]: Date.parse(alert.at),
});

/** The write of an alert in the transaction of the change that it is about. */
export const alertWrites = (table: LogTable, alert: Alert | undefined): TransactWrite[] =>
  alert ? [{ Put: { TableName: table.name, Item: alertRow(table, alert) } }] : [];

export function alertIn(row: TableRow): StoredAlert {
  const { machinesAt, peopleAt, ...alert } = recordIn<Alert & Record<string, unknown>>(row);
  const told = {
    ...(machinesAt !== undefined && { machinesAt: String(machinesAt) }),
    ...(peopleAt !== undefined && { peopleAt: String(peopleAt) }),
  };
  return { ...(alert as Alert), told };
}

/** Is the audience still to be told? The row knows. The index may be a second old. */
export const isUntoldTo =
  (audience: Audience) =>
  (row: TableRow): boolean =>
    row[`${audience}At`] === undefined;
