import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import {
  type BrandingChange,
  type BrandingOwner,
  NO_BRANDING,
  type PortalBranding,
  type PortalBrandingStore,
} from "../../../core/portal/portal-branding.ts";
import { auditWrites } from "../audit-rows.ts";
import { getRow } from "../driver/get-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { type TransactWrite, transact } from "../driver/transact.ts";
import { brandingKey, operatorBrandingKey, portalLogoKey } from "../keys/branding-keys.ts";
import { type LogTable, recordIn } from "../rows.ts";
import type { RowKey } from "../table.ts";

/** The brandings of the portal. */
export function dynamoPortalBrandingStore(table: LogTable): PortalBrandingStore {
  const { name: TableName } = table;

  function imageWrites({ before, after, png }: BrandingChange): TransactWrite[] {
    const [was, is] = [before.logo?.id, after.logo?.id];
    if (was === is) return [];
    return [
      ...(is ? [{ Put: { TableName, Item: { ...portalLogoKey(is), png } } }] : []),
      ...(was ? [{ Delete: { TableName, Key: portalLogoKey(was) } }] : []),
    ];
  }

  return {
    getBranding: (owner) => readBranding(table, keyOf(owner)),

    putBranding: async (change: BrandingChange, audit?: AuditEntry) => {
      const { owner, before, after } = change;
      const Put = {
        TableName,
        Item: { ...keyOf(owner), ...after },
        ConditionExpression: before.version === 0 ? "attribute_not_exists(pk)" : "version = :before",
        ...(before.version > 0 && { ExpressionAttributeValues: { ":before": before.version } }),
      };
      return (await transact(table, [{ Put }, ...imageWrites(change), ...auditWrites(table, audit)])) === -1;
    },

    getLogo: async (id) => {
      const row = await getRow(table, portalLogoKey(id), "reading a logo failed");
      return row && Buffer.from(row.png as Uint8Array);
    },
  };
}

const keyOf = (owner: BrandingOwner): RowKey => (owner === "operator" ? operatorBrandingKey() : brandingKey(owner));

/** A branding, or `NO_BRANDING`. */
export async function readBranding(table: TableAccess, key: RowKey): Promise<PortalBranding> {
  const row = await getRow(table, key, "reading a branding failed");
  return row ? recordIn<PortalBranding>(row) : NO_BRANDING;
}
