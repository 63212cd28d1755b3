import type { EventRecord, OperatorKey, Tenant } from "./model.ts";

/** An event that was accepted before, read back by its id. */
export type AcceptedEvent = Pick<EventRecord, "id" | "digest" | "skipped"> & { deliveries: number };

/** Everything that decides whether a request with events is admitted. */
export interface Admission {
  /** The tenant's key or the operator key. */
  apiKey?: OperatorKey;
  /** Admin keys that were created before this time no longer work. Read with the id of the admin key only. */
  adminKeysSince?: string;
  tenant?: Tenant;
  /** The version of the operator's catalog. It grows with every change, and is 0 before the first entry. */
  catalogVersion: number;
  /** The given events that were accepted before, by event id. */
  accepted: Map<string, AcceptedEvent>;
}

export interface AdmissionReader {
  /**
   * Reads a tenant, an API key, the catalog's version and events, strongly consistent. Up to 97 events take one call:
   * BatchGetItem reads at most 100 rows.
   *
   * @param tenantId empty for none
   * @param keyId of a tenant's key, an operator key or the admin key; undefined for an event from the bus, which has none
   */
  admit(tenantId: string, keyId: string | undefined, eventIds: string[]): Promise<Admission>;
}
