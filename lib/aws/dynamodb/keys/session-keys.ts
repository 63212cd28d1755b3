import type { RowKey } from "../table.ts";
import { TENANT } from "./tenant-keys.ts";

export const PORTAL_SESSION_PREFIX = "P#";

/** A session of the portal is beside its tenant's keys. */
export const portalSessionKey = (tenantId: string, sessionId: string): RowKey => ({
  pk: TENANT.prefix + tenantId,
  sk: PORTAL_SESSION_PREFIX + sessionId,
});
export const isPortalSessionKey = ({ pk, sk }: RowKey): boolean =>
  sk.startsWith(PORTAL_SESSION_PREFIX) && pk.startsWith(TENANT.prefix);

const CONSOLE = { prefix: "CONSOLE#", session: "S", link: "L" } as const;

/** A session of the console has a partition of its own, because each of its requests reads it. */
export const consoleSessionKey = (id: string): RowKey => ({ pk: CONSOLE.prefix + id, sk: CONSOLE.session });
export const consoleLinkKey = (id: string): RowKey => ({ pk: CONSOLE.prefix + id, sk: CONSOLE.link });
export const isConsoleSessionKey = ({ pk, sk }: RowKey): boolean =>
  sk === CONSOLE.session && pk.startsWith(CONSOLE.prefix);
