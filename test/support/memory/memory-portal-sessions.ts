import type { PortalSession } from "../../../lib/core/portal/portal-session.ts";
import type { PortalSessionStore } from "../../../lib/core/portal/portal-session-store.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryWorld } from "./memory-world.ts";

export function portalSessionIn({ portalSessions }: MemoryWorld, tenantId: string, id: string) {
  const session = portalSessions.get(id);
  return session?.tenantId === tenantId ? session : undefined;
}

export const memoryPortalSessionStore = (world: MemoryWorld): PortalSessionStore => {
  const { faults, portalSessions } = world;
  // A shelf keeps these records for no time since `endsAt`.
  const put = (session: PortalSession) => portalSessions.put(session.id, session, session.endsAt);
  return {
    createSession: async (session, audit) =>
      faults.call("createPortalSession", () => {
        put(session);
        keepAudit(world, audit);
      }),
    getSession: async (tenantId, id) => faults.call("getPortalSession", () => portalSessionIn(world, tenantId, id)),
    replaceSession: async (session) =>
      faults.call("replacePortalSession", () => {
        if (portalSessions.get(session.id)?.version !== session.version - 1) return false;
        put(session);
        return true;
      }),
    endSession: async ({ id }) => faults.call("endPortalSession", () => void portalSessions.delete(id)),
    endSessions: async ({ tenantId, incarnation }, actor) =>
      faults.call("endPortalSessions", () => {
        for (const session of portalSessions.values()) {
          if (session.tenantId !== tenantId || session.incarnation !== incarnation) continue;
          if (actor === undefined || session.actor === actor) portalSessions.delete(session.id);
        }
      }),
  };
};
