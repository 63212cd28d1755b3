import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { DialectStore, RegisteredDialect } from "../../../dialects/definition.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { getRow } from "../driver/get-row.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { DIALECTS_PK, dialectKey } from "../keys.ts";
import { dialectIn, dialectRow } from "../rows.ts";

/** The operator's own dialects. */
export function dynamoDialectStore(table: TableAccess): DialectStore {
  const { client, name: TableName } = table;
  return { createDialect, getDialect, listDialects };

  async function createDialect(dialect: RegisteredDialect): Promise<boolean> {
    const put = { TableName, Item: dialectRow(dialect), ConditionExpression: "attribute_not_exists(pk)" };
    const answer = await conditionally("writing a dialect failed", () => client.send(new PutCommand(put)));
    return answer !== undefined;
  }

  async function getDialect(name: string): Promise<RegisteredDialect | undefined> {
    const row = await getRow(table, dialectKey(name), "reading a dialect failed");
    return row && dialectIn(row);
  }

  async function listDialects(): Promise<RegisteredDialect[]> {
    return (await queryPartition(table, DIALECTS_PK)).map(dialectIn);
  }
}
