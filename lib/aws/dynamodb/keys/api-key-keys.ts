import type { RowKey } from "../table.ts";
import { TENANT } from "./tenant-keys.ts";

export const API_KEY_PREFIX = "K#";
export const apiKeyKey = (tenantId: string, keyId: string): RowKey => ({
  pk: TENANT.prefix + tenantId,
  sk: API_KEY_PREFIX + keyId,
});
export const isApiKeyKey = ({ pk, sk }: RowKey): boolean =>
  sk.startsWith(API_KEY_PREFIX) && pk.startsWith(TENANT.prefix);
