import type { ConsoleSession } from "./console/console-session.ts";
import type { OperatorKey } from "./model/api-key.ts";
import type { HeldFor } from "./model/delivery.ts";
import type { Tenant } from "./model/tenant.ts";
import type { PortalSession } from "./portal/portal-session.ts";
import type { TenantRates } from "./rate/tenant-rates.ts";

/** Everything that decides whether a request is admitted. */
export interface Admission {
  /** The tenant's key or the operator key. */
  apiKey?: OperatorKey;
  /** Admin keys that were created before this time no longer work. Read with the id of the admin key only. */
  adminKeysSince?: string;
  /** The session of the console. */
  consoleSession?: ConsoleSession | undefined;
  /** The session of a portal token. */
  portalSession?: PortalSession | undefined;
  tenant?: Tenant;
  /** What functions recently measured of the tenant. Absent if it was never near a limit. */
  rates?: TenantRates | undefined;
  /** The subscriptions whose deliveries `ingest` holds itself. Absent if there are none. */
  holds?: ReadonlyMap<string, HeldFor> | undefined;
  /** The version of the operator's catalog. It grows with every change, and is 0 before the first entry. */
  catalogVersion: number;
}

export interface AdmissionReader {
  /**
   * Reads a tenant, an API key and the catalog's version in one call, strongly consistent.
   *
   * @param tenantId empty for none
   * @param keyId of a tenant's key, an operator key, the admin key or a portal session; of a session of the console, whose
   *   key is read too; undefined for an event from the bus, which has none
   */
  admit(tenantId: string, keyId: string | undefined): Promise<Admission>;
}
