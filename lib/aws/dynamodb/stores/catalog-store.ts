import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { CatalogKey, CatalogReader, CatalogStore } from "../../../core/matching/catalog-store.ts";
import type { CatalogEntry } from "../../../core/model.ts";
import { orFault } from "../../faults.ts";
import { recordIn, type Table } from "../driver/access.ts";
import { queryRows } from "../driver/query.ts";
import { transact, type Write } from "../driver/transact.ts";
import { CATALOG_PK, catalogKey, catalogVersionKeys } from "../table.ts";

/** The operator's event types and derived types, by kind and name. */
export const dynamoCatalogReader = (table: Table): CatalogReader => ({
  async listCatalog() {
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": CATALOG_PK },
      ConsistentRead: true,
    });
    return rows.map((row) => recordIn<CatalogEntry>(row));
  },
});

/** Every change bumps the catalog's version, in all of its rows, in the same transaction. */
export function dynamoCatalogStore(table: Table): CatalogStore {
  return { ...dynamoCatalogReader(table), createEntry, getEntry, replaceEntry, deleteEntry };

  function createEntry(entry: CatalogEntry): Promise<boolean> {
    return change({ Put: { ...putOf(entry), ConditionExpression: "attribute_not_exists(pk)" } });
  }

  async function getEntry(key: CatalogKey): Promise<CatalogEntry | undefined> {
    const command = new GetCommand({ TableName: table.name, Key: catalogKey(key), ConsistentRead: true });
    const { Item } = await orFault("reading the catalog failed", () => table.client.send(command));
    return Item && recordIn<CatalogEntry>(Item);
  }

  function replaceEntry(entry: CatalogEntry, expectedUpdatedAt: string): Promise<boolean> {
    const values = { ":expected": expectedUpdatedAt };
    return change({
      Put: { ...putOf(entry), ConditionExpression: "updatedAt = :expected", ExpressionAttributeValues: values },
    });
  }

  function deleteEntry(key: CatalogKey): Promise<boolean> {
    return change({
      Delete: { TableName: table.name, Key: catalogKey(key), ConditionExpression: "attribute_exists(pk)" },
    });
  }

  /** False when the condition did not hold. */
  async function change(write: Write): Promise<boolean> {
    return (await transact(table, [write, ...catalogVersionKeys().map(bump)])) === -1;
  }

  function putOf(entry: CatalogEntry) {
    return { TableName: table.name, Item: { ...catalogKey(entry), ...entry } };
  }

  function bump(Key: Record<string, string>): Write {
    const values = { ":one": 1 };
    return {
      Update: {
        TableName: table.name,
        Key,
        UpdateExpression: "ADD version :one",
        ExpressionAttributeValues: values,
      },
    };
  }
}
