import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { DialectStore, RegisteredDialect } from "../../../dialects/definition.ts";
import { asFault, isException, orFault } from "../../faults.ts";
import { recordIn, type Table } from "../driver/access.ts";
import { queryRows } from "../driver/query.ts";
import { DIALECTS_PK, dialectKey } from "../table.ts";

/** The operator's own dialects. */
export function dynamoDialectStore(table: Table): DialectStore {
  const { client, name: TableName } = table;
  return { createDialect, getDialect, listDialects };

  async function createDialect(dialect: RegisteredDialect): Promise<boolean> {
    const Item = rowOf(dialect);
    try {
      await client.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" }));
      return true;
    } catch (error) {
      if (isException(error, "ConditionalCheckFailedException")) return false;
      throw asFault("writing a dialect failed", error);
    }
  }

  async function getDialect(name: string): Promise<RegisteredDialect | undefined> {
    const command = new GetCommand({ TableName, Key: dialectKey(name), ConsistentRead: true });
    const { Item } = await orFault("reading a dialect failed", () => client.send(command));
    return Item && dialectIn(Item);
  }

  async function listDialects(): Promise<RegisteredDialect[]> {
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": DIALECTS_PK },
      ConsistentRead: true,
    });
    return rows.map(dialectIn);
  }
}

/** As text: DynamoDB does not keep the order of a map's members, which is that of the body's. */
function rowOf({ createdAt, ...definition }: RegisteredDialect) {
  return { ...dialectKey(definition.name), definition: JSON.stringify(definition), createdAt };
}

function dialectIn(row: Record<string, unknown>): RegisteredDialect {
  const { definition, createdAt } = recordIn<{ definition: string; createdAt: string }>(row);
  return { ...JSON.parse(definition), createdAt };
}
