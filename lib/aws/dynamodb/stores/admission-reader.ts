import type { AcceptedEvent, Admission, AdmissionReader } from "../../../core/admission.ts";
import type { ApiKey, Tenant } from "../../../core/model.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import {
  apiKeyKey,
  catalogVersionKey,
  eventKey,
  isApiKeyKey,
  isCatalogVersionKey,
  isEventKey,
  isTenantKey,
  tenantKey,
} from "../keys.ts";
import { recordIn } from "../rows.ts";
import { type RowKey, TTL_ATTRIBUTE } from "../table.ts";

/** The attributes of API keys, tenants and events that ingest needs. An event's data is not one of them. */
const ATTRIBUTES = [
  "id",
  "tenantId",
  "name",
  "role",
  "secretHash",
  "createdAt",
  "version",
  "digest",
  "deliveries",
  "skipped",
  TTL_ATTRIBUTE,
];

/** Makes one BatchGetItem call, plus one for each further 100 keys. */
export function dynamoAdmissionReader(table: TableAccess): AdmissionReader {
  const batchGet = batchGetter(table, ATTRIBUTES);
  return { admit };

  async function admit(tenantId: string, keyId: string | undefined, eventIds: string[]): Promise<Admission> {
    const ofKey = keyId === undefined ? [] : [apiKeyKey(tenantId, keyId)];
    const ofTenant = [tenantKey(tenantId), catalogVersionKey(tenantId), ...ofKey];
    const keys = [...ofTenant, ...eventIds.map((id) => eventKey(tenantId, id))];
    return admissionIn(await batchGet(keys));
  }
}

function admissionIn(rows: TableRow[]): Admission {
  const accepted = rows.filter(isEventKey).map((row) => recordIn<AcceptedEvent>(row));
  return {
    apiKey: recordWhere<ApiKey>(rows, isApiKeyKey),
    tenant: recordWhere<Tenant>(rows, isTenantKey),
    catalogVersion: recordWhere<Pick<Tenant, "version">>(rows, isCatalogVersionKey)?.version ?? 0,
    accepted: new Map(accepted.map(({ id, digest, deliveries, skipped }) => [id, { id, digest, deliveries, skipped }])),
  };
}

function recordWhere<T>(rows: TableRow[], isKey: (key: RowKey) => boolean): T | undefined {
  const row = rows.find(isKey);
  return row && recordIn<T>(row);
}
