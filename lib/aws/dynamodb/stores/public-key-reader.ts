import type { PublicKeyReader } from "../../../core/subscription/public-keys.ts";
import { getRow } from "../driver/get-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { publicKeysKey } from "../keys/subscription-keys.ts";
import { publicKeysIn } from "../rows.ts";

/** Reads public keys by subscription id alone. Callers have no API key, so they name no tenant. */
export const dynamoPublicKeyReader = (table: TableAccess): PublicKeyReader => ({
  async getPublicKeys(subscriptionId) {
    const row = await getRow(table, publicKeysKey(subscriptionId), "reading public keys failed");
    return row ? publicKeysIn(row) : [];
  },
});
