import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import type { CatalogKey, CatalogStore } from "../../../core/matching/catalog-store.ts";
import type { CatalogEntry } from "../../../core/model/catalog-entry.ts";
import { auditWrites } from "../audit-rows.ts";
import { getRow } from "../driver/get-row.ts";
import { queryRows } from "../driver/query.ts";
import { type TransactWrite, transact } from "../driver/transact.ts";
import { CATALOG_PK, catalogKey, catalogKeysAfter, catalogVersionKeys } from "../keys/catalog-keys.ts";
import { catalogRow, type LogTable, recordIn } from "../rows.ts";
import type { RowKey } from "../table.ts";
import { dynamoCatalogReader } from "./catalog-reader.ts";

/** Every change bumps all rows with the catalog's version in the same transaction. */
export function dynamoCatalogStore(table: LogTable): CatalogStore {
  const { name: TableName } = table;
  return { ...dynamoCatalogReader(table), listEntries, createEntry, getEntry, replaceEntry, deleteEntry };

  async function listEntries(kind: CatalogEntry["kind"], after: string, limit: number): Promise<CatalogEntry[]> {
    const [from, to] = catalogKeysAfter(kind, after);
    // DynamoDB rejects such a range.
    if (from > to) return [];
    const query = {
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
      ExpressionAttributeValues: { ":pk": CATALOG_PK, ":from": from, ":to": to },
      ConsistentRead: true,
      Limit: limit,
    };
    const rows = await queryRows(table, query, limit);
    return rows.map((row) => recordIn<CatalogEntry>(row));
  }

  function createEntry(entry: CatalogEntry, audit?: AuditEntry): Promise<boolean> {
    const put = { TableName, Item: catalogRow(entry) };
    return change({ Put: { ...put, ConditionExpression: "attribute_not_exists(pk)" } }, audit);
  }

  async function getEntry(key: CatalogKey): Promise<CatalogEntry | undefined> {
    const row = await getRow(table, catalogKey(key), "reading the catalog failed");
    return row && recordIn<CatalogEntry>(row);
  }

  function replaceEntry(entry: CatalogEntry, expectedUpdatedAt: string, audit?: AuditEntry): Promise<boolean> {
    const put = { TableName, Item: catalogRow(entry), ConditionExpression: "updatedAt = :expected" };
    return change({ Put: { ...put, ExpressionAttributeValues: { ":expected": expectedUpdatedAt } } }, audit);
  }

  function deleteEntry(key: CatalogKey, audit?: AuditEntry): Promise<boolean> {
    const gone = { TableName, Key: catalogKey(key), ConditionExpression: "attribute_exists(pk)" };
    return change({ Delete: gone }, audit);
  }

  /** Resolves with false when the write's condition failed. */
  async function change(write: TransactWrite, audit: AuditEntry | undefined): Promise<boolean> {
    return (await transact(table, [write, ...catalogVersionKeys().map(bump), ...auditWrites(table, audit)])) === -1;
  }

  function bump(Key: RowKey): TransactWrite {
    const values = { ":one": 1 };
    return { Update: { TableName, Key, UpdateExpression: "ADD version :one", ExpressionAttributeValues: values } };
  }
}
