import type { Admission, AdmissionReader } from "../../../core/admission.ts";
import type { ConsoleSession } from "../../../core/console/console-session.ts";
import { keyIdOfSession } from "../../../core/console/console-token.ts";
import { ADMIN_KEY_ID, isOperatorKeyId, PEOPLE_KEY_ID } from "../../../core/keys/api-keys.ts";
import type { OperatorKey } from "../../../core/model/api-key.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { PortalSession } from "../../../core/portal/portal-session.ts";
import { isPortalSessionId } from "../../../core/portal/portal-token.ts";
import type { TenantRates } from "../../../core/rate/tenant-rates.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { apiKeyKey, isApiKeyKey } from "../keys/api-key-keys.ts";
import { catalogVersionKey, isCatalogVersionKey } from "../keys/catalog-keys.ts";
import { adminKeyKey, isAdminKeyKey, isOperatorKeyKey, operatorKeyKey } from "../keys/operator-keys.ts";
import { consoleSessionKey, isConsoleSessionKey, isPortalSessionKey, portalSessionKey } from "../keys/session-keys.ts";
import { isTenantKey, tenantKey } from "../keys/tenant-keys.ts";
import { holdsIn, recordIn } from "../rows.ts";
import { type RowKey, TTL_ATTRIBUTE } from "../table.ts";

/** The attributes of API keys, sessions and tenants that decide on a request. */
const ATTRIBUTES = [
  "id",
  "tenantId",
  "name",
  "role",
  "secretHash",
  "createdAt",
  "validUntil",
  "endedBefore",
  "version",
  "incarnation",
  "rates",
  "holds",
  "keySince",
  "person",
  "endsAt",
  "idleEndsAt",
  "capabilities",
  "scope",
  "actor",
  "access",
  TTL_ATTRIBUTE,
];

/** Makes one BatchGetItem call. */
export function dynamoAdmissionReader(table: TableAccess): AdmissionReader {
  const batchGet = batchGetter(table, ATTRIBUTES);
  return { admit };

  async function admit(tenantId: string, keyId: string | undefined): Promise<Admission> {
    const ofKey = keyId === undefined ? [] : keysOf(tenantId, keyId);
    const ofTenant = tenantId === "" ? [] : [tenantKey(tenantId), catalogVersionKey(tenantId)];
    return admissionIn(await batchGet([...ofTenant, ...ofKey]));
  }
}

interface TenantRow extends Tenant {
  rates?: TenantRates;
  holds?: Iterable<string>;
}

/** A session is read together with its key. A person whom an identity provider signed in has none. */
function keysOf(tenantId: string, keyId: string): RowKey[] {
  const ofSession = keyIdOfSession(keyId);
  if (ofSession === undefined) return [keyOf(tenantId, keyId)];
  return [consoleSessionKey(keyId), ...(ofSession === PEOPLE_KEY_ID ? [] : [keyOf("", ofSession)])];
}

function keyOf(tenantId: string, keyId: string): RowKey {
  if (keyId === ADMIN_KEY_ID) return adminKeyKey();
  if (isPortalSessionId(keyId)) return portalSessionKey(tenantId, keyId);
  return isOperatorKeyId(keyId) ? operatorKeyKey(keyId) : apiKeyKey(tenantId, keyId);
}

function admissionIn(rows: TableRow[]): Admission {
  const { rates, holds, ...tenant } = recordWhere<TenantRow>(rows, isTenantKey) ?? {};
  return {
    apiKey: recordWhere<OperatorKey>(rows, (key) => isApiKeyKey(key) || isOperatorKeyKey(key)),
    consoleSession: recordWhere<ConsoleSession>(rows, isConsoleSessionKey),
    portalSession: recordWhere<PortalSession>(rows, isPortalSessionKey),
    adminKeysSince: recordWhere<{ endedBefore: string }>(rows, isAdminKeyKey)?.endedBefore,
    ...("id" in tenant && { tenant }),
    ...(rates && { rates }),
    ...(holds && { holds: holdsIn(holds) }),
    catalogVersion: recordWhere<Pick<Tenant, "version">>(rows, isCatalogVersionKey)?.version ?? 0,
  };
}

function recordWhere<T>(rows: TableRow[], isKey: (key: RowKey) => boolean): T | undefined {
  const row = rows.find(isKey);
  return row && recordIn<T>(row);
}
