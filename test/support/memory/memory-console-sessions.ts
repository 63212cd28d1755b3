import type { ConsoleSessionStore } from "../../../lib/core/console/console-session-store.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryConsoleSessionStore = (world: MemoryWorld): ConsoleSessionStore => {
  const { faults, consoleLinks, consoleSessions } = world;
  return {
    createLink: async (link, audit) =>
      faults.call("writeSession", () => {
        consoleLinks.put(link.id, link, link.endsAt);
        keepAudit(world, audit);
      }),
    getLink: async (id) => faults.call("readSession", () => consoleLinks.get(id)),
    createSession: async (session, audit, linkId) =>
      faults.call("writeSession", () => {
        if (linkId !== undefined && !consoleLinks.delete(linkId)) return false;
        consoleSessions.put(session.id, session, session.endsAt);
        keepAudit(world, audit);
        return true;
      }),
    getSession: async (id) => faults.call("readSession", () => consoleSessions.get(id)),
    moveIdleEnd: async (id, idleEndsAt) =>
      faults.call("writeSession", () => {
        const session = consoleSessions.get(id);
        if (session) consoleSessions.put(id, { ...session, idleEndsAt }, session.endsAt);
      }),
    endSession: async (id, audit) =>
      faults.call("writeSession", () => {
        if (!consoleSessions.delete(id)) return false;
        keepAudit(world, audit);
        return true;
      }),
  };
};
