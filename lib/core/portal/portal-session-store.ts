import type { AuditEntry } from "../audit/audit-entry.ts";
import type { TenantRef } from "../model/tenant.ts";
import type { PortalSession } from "./portal-session.ts";

/** Stores the sessions of the portal. A session that is over is gone. */
export interface PortalSessionStore {
  /** The same transaction stores the audit entry. */
  createSession(session: PortalSession, audit?: AuditEntry): Promise<void>;
  /** Resolves with undefined if there is no such session, or if it is over. */
  getSession(tenantId: string, id: string): Promise<PortalSession | undefined>;
  /** Replaces a session whose version is still the one before. Resolves with false if it was changed or ended. */
  replaceSession(session: PortalSession): Promise<boolean>;
  /** Ends one session. */
  endSession(session: Pick<PortalSession, "tenantId" | "id">): Promise<void>;
  /** Ends the sessions of a tenant, or those of one actor. Codes of links that nobody used stop working too. */
  endSessions(tenant: TenantRef, actor?: string): Promise<void>;
}
