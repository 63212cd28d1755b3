import type { ApiKey, EventRecord, Tenant } from "./model.ts";

/** What is kept of an accepted event, read back by its id. */
export type AcceptedEvent = Pick<EventRecord, "id" | "digest" | "skipped"> & { deliveries: number };

export interface Admission {
  apiKey?: ApiKey;
  tenant?: Tenant;
  /** Changes with every change to the operator's catalog; 0 when there never was an entry. */
  catalogVersion: number;
  /** Those of the asked events that were accepted before, by event id. */
  accepted: Map<string, AcceptedEvent>;
}

export interface AdmissionReader {
  /**
   * Reads an API key, its tenant, the catalog's version and events by id, strongly consistent, in one call for up
   * to 97 events.
   * Without `keyId` (the event came over the bus) no key is read.
   */
  admit(tenantId: string, keyId: string | undefined, eventIds: string[]): Promise<Admission>;
}
