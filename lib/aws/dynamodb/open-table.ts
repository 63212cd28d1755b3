import type { Env } from "../../contract/env.ts";
import type { Clock } from "../../core/clock.ts";
import { dynamoDbClient } from "../clients.ts";
import type { LogTable } from "./rows.ts";

type TableVariables = readonly ["TABLE_NAME", "RETENTION_DAYS"];

/** The table that a function's environment names, with a client of its own. */
export const openTable = ({ TABLE_NAME, RETENTION_DAYS }: Env<TableVariables>, now: Clock): LogTable => ({
  client: dynamoDbClient(),
  name: TABLE_NAME,
  retentionDays: Number(RETENTION_DAYS),
  now,
});
