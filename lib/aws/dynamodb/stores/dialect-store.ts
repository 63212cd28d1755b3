import type { DialectStore, RegisteredDialect } from "../../../dialects/definition.ts";
import { putIf } from "../driver/conditional-put.ts";
import { getRow } from "../driver/get-row.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { DIALECTS_PK, dialectKey } from "../keys.ts";
import { dialectIn, dialectRow } from "../rows.ts";

/** The operator's own dialects. */
export function dynamoDialectStore(table: TableAccess): DialectStore {
  return { createDialect, getDialect, listDialects };

  function createDialect(dialect: RegisteredDialect): Promise<boolean> {
    const put = { Item: dialectRow(dialect), ConditionExpression: "attribute_not_exists(pk)" };
    return putIf(table, "writing a dialect failed", put);
  }

  async function getDialect(name: string): Promise<RegisteredDialect | undefined> {
    const row = await getRow(table, dialectKey(name), "reading a dialect failed");
    return row && dialectIn(row);
  }

  async function listDialects(): Promise<RegisteredDialect[]> {
    return (await queryPartition(table, DIALECTS_PK)).map(dialectIn);
  }
}
