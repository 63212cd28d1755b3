import type { AcceptedEvent, Admission, AdmissionReader } from "../../../core/admission.ts";
import type { ApiKey, Tenant } from "../../../core/model.ts";
import { type Row, recordIn, type Table } from "../driver/access.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { apiKeyKey, catalogVersionKey, eventKey, TTL_ATTRIBUTE, tenantKey } from "../table.ts";

/** All that ingest needs to know, of an API key, a tenant and events alike: an event's data stays where it is. */
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

/** Reads in one BatchGetItem, or one for each further 100 keys. */
export function dynamoAdmissionReader(table: Table): AdmissionReader {
  const batchGet = batchGetter(table, ATTRIBUTES);
  return { admit };

  async function admit(tenantId: string, keyId: string | undefined, eventIds: string[]): Promise<Admission> {
    const ofKey = keyId === undefined ? [] : [apiKeyKey(tenantId, keyId)];
    const ofTenant = [tenantKey(tenantId), catalogVersionKey(tenantId), ...ofKey];
    const keys = [...ofTenant, ...eventIds.map((id) => eventKey(tenantId, id))];
    return admissionIn(await batchGet(keys));
  }
}

function admissionIn(rows: Row[]): Admission {
  const accepted = rows.filter((row) => row.sk === "E").map((row) => recordIn<AcceptedEvent>(row));
  return {
    apiKey: recordOf<ApiKey>(rows, (sk) => sk.startsWith("K#")),
    tenant: recordOf<Tenant>(rows, (sk) => sk === "T"),
    catalogVersion: recordOf<Pick<Tenant, "version">>(rows, (sk) => sk === "V")?.version ?? 0,
    accepted: new Map(accepted.map(({ id, digest, deliveries, skipped }) => [id, { id, digest, deliveries, skipped }])),
  };
}

function recordOf<T>(rows: Row[], isIt: (sk: string) => boolean): T | undefined {
  const row = rows.find(({ sk }) => isIt(sk));
  return row && recordIn<T>(row);
}
