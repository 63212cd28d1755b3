import {
  actorOf,
  type ConsoleLink,
  type ConsoleRole,
  type ConsoleSession,
} from "../../core/console/console-session.ts";

/** A session as the console shows it. */
export function consoleSessionView(session: ConsoleSession, role: ConsoleRole) {
  const { keyId, email, subject } = actorOf(session);
  const { endsAt, idleEndsAt } = session;
  return { actor: keyId ?? email ?? subject ?? "", role, expiresAt: endsAt, idleExpiresAt: idleEndsAt };
}

/** A link as the audit log shows it. */
export const consoleLinkView = ({ endsAt }: ConsoleLink) => ({ expiresAt: endsAt });
