import type { AuditEntry } from "../audit/audit-entry.ts";
import type { ConsoleLink, ConsoleSession } from "./console-session.ts";

/** Stores the console's sessions, and the links that start them. The write of each change stores its audit entry too. */
export interface ConsoleSessionStore {
  createLink(link: ConsoleLink, audit?: AuditEntry): Promise<void>;
  /** Resolves with undefined if there is no such link, or if it was used or is over. */
  getLink(id: string): Promise<ConsoleLink | undefined>;
  /**
   * Creates a session, and uses up a link if one is named. Resolves with false if the link was used already: then there
   * is no session.
   */
  createSession(session: ConsoleSession, audit?: AuditEntry, linkId?: string): Promise<boolean>;
  /** Resolves with undefined if there is no such session. */
  getSession(id: string): Promise<ConsoleSession | undefined>;
  /** Moves the end of an unused session. Does nothing if there is no such session. */
  moveIdleEnd(id: string, idleEndsAt: string): Promise<void>;
  /** Resolves with false, and writes no entry, if there is no such session. */
  endSession(id: string, audit?: AuditEntry): Promise<boolean>;
}
