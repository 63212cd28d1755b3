import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import type { RegisteredDialect } from "../../../dialects/definition.ts";
import type { DialectStore } from "../../../dialects/dialect-store.ts";
import { auditWrites } from "../audit-rows.ts";
import { putIfWith } from "../driver/conditional-put.ts";
import { getRow } from "../driver/get-row.ts";
import { queryPartition } from "../driver/query.ts";
import { DIALECTS_PK, dialectKey } from "../keys/catalog-keys.ts";
import { dialectIn, dialectRow, type LogTable } from "../rows.ts";

/** The operator's own dialects. */
export function dynamoDialectStore(table: LogTable): DialectStore {
  return { createDialect, getDialect, listDialects };

  function createDialect(dialect: RegisteredDialect, audit?: AuditEntry): Promise<boolean> {
    const put = { Item: dialectRow(dialect), ConditionExpression: "attribute_not_exists(pk)" };
    return putIfWith(table, "writing a dialect failed", put, auditWrites(table, audit));
  }

  async function getDialect(name: string): Promise<RegisteredDialect | undefined> {
    const row = await getRow(table, dialectKey(name), "reading a dialect failed");
    return row && dialectIn(row);
  }

  async function listDialects(): Promise<RegisteredDialect[]> {
    return (await queryPartition(table, DIALECTS_PK)).map(dialectIn);
  }
}
