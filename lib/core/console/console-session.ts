import type { Admission } from "../admission.ts";
import type { Actor } from "../audit/audit-entry.ts";
import { ADMIN_KEY_ID, hashSecret, PEOPLE_KEY_ID, secretMatches } from "../keys/api-keys.ts";
import type { Role } from "../model/api-key.ts";
import { keyIdOfSession, newConsoleToken, type ParsedConsoleToken } from "./console-token.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A session ends after this time, even if it is in use. */
export const LONGEST_SESSION_MS = 12 * HOUR_MS;
/** A session ends when nobody used the console for this time. */
const IDLE_MS = HOUR_MS;
/** The end of an unused session moves at most this often, because each move writes its row. */
const MOVE_EVERY_MS = MINUTE_MS;
/** A link signs in within this time. */
const LINK_MS = HOUR_MS;

/** What a person may do in the console: read, change, or change and manage the operator's own keys. */
export type ConsoleRole = "viewer" | "operator" | "admin";

/** A person whom the operator's identity provider signed in. */
export interface Person {
  /** The provider's id of the person (the claim `sub`). */
  subject: string;
  email?: string | undefined;
  role: Exclude<ConsoleRole, "admin">;
}

/** What gives a session its rights: a key, which its id names, or a person. */
interface Holder {
  id: string;
  /** When the version of the admin key was created, if it is the key. */
  keySince?: string | undefined;
  /** Absent if a key signed in. */
  person?: Person | undefined;
}

export interface ConsoleSession extends Holder {
  /** SHA-256 (hex) of the secret in the cookie. */
  secretHash: string;
  createdAt: string;
  endsAt: string;
  /** When the session ends unless somebody uses the console before. */
  idleEndsAt: string;
}

/** A link that signs in once, with the rights of the key that made it. */
export interface ConsoleLink extends Omit<Holder, "person"> {
  /** SHA-256 (hex) of the secret in the link. */
  secretHash: string;
  createdAt: string;
  endsAt: string;
}

export type SignedIn = { session: ConsoleSession; token: string };

/** A new session of a key or of a person, and the text of its token. */
export function newConsoleSession(keyId: string, holder: Omit<Holder, "id">, nowMs: number): SignedIn {
  const { id, secret, text } = newConsoleToken("session", keyId);
  const times = { createdAt: iso(nowMs), endsAt: iso(nowMs + LONGEST_SESSION_MS), idleEndsAt: iso(nowMs + IDLE_MS) };
  return { session: { id, secretHash: hashSecret(secret), ...holder, ...times }, token: text };
}

/** A new link of a key, and the text of its code. */
export function newConsoleLink(keyId: string, keySince: string | undefined, nowMs: number) {
  const { id, secret, text } = newConsoleToken("code", keyId);
  const times = { createdAt: iso(nowMs), endsAt: iso(nowMs + LINK_MS) };
  const link: ConsoleLink = { id, secretHash: hashSecret(secret), ...(keySince && { keySince }), ...times };
  return { link, code: text };
}

/** Is this the session's own token, and is the session not over? */
export const sessionLasts = (session: ConsoleSession, { secret }: ParsedConsoleToken, nowMs: number): boolean =>
  secretMatches(secret, session.secretHash) && nowMs < Date.parse(session.idleEndsAt) && linkLasts(session, nowMs);

const linkLasts = ({ endsAt }: Pick<ConsoleLink, "endsAt">, nowMs: number): boolean => nowMs < Date.parse(endsAt);

/** Is this the link's own code, and is the link not over? */
export const linkWorks = (link: ConsoleLink, { secret }: ParsedConsoleToken, nowMs: number): boolean =>
  secretMatches(secret, link.secretHash) && linkLasts(link, nowMs);

/** The role of a session or a link. Undefined if its key works no more. Read its key's row together with it. */
export function roleOfHolder(holder: Holder, admission: Admission, nowMs: number): Role | undefined {
  const keyId = keyIdOfSession(holder.id);
  if (keyId === PEOPLE_KEY_ID) return holder.person && (holder.person.role === "operator" ? "manage" : "read");
  const { apiKey, adminKeysSince = "" } = admission;
  if (keyId === ADMIN_KEY_ID) return (holder.keySince ?? "") < adminKeysSince ? undefined : "manage";
  if (!apiKey || apiKey.id !== keyId) return undefined;
  return apiKey.validUntil !== undefined && Date.parse(apiKey.validUntil) <= nowMs ? undefined : apiKey.role;
}

/** The role in the console. Undefined if it has none for such a key: a producer's key only sends events. */
export function consoleRoleOf(keyId: string, role: Role): ConsoleRole | undefined {
  if (keyId === ADMIN_KEY_ID) return "admin";
  return role === "producer" ? undefined : role === "manage" ? "operator" : "viewer";
}

/** When the session would end for want of use, if the console is used now. Undefined if that moved lately. */
export function movedIdleEnd({ endsAt, idleEndsAt }: ConsoleSession, nowMs: number): string | undefined {
  const moved = Math.min(nowMs + IDLE_MS, Date.parse(endsAt));
  return moved - Date.parse(idleEndsAt) >= MOVE_EVERY_MS ? iso(moved) : undefined;
}

/** Who acts in a session, for the audit log. */
export function actorOf({ id, person }: Holder): Extract<Actor, { kind: "person" }> {
  if (!person) return { kind: "person", sessionId: id, keyId: keyIdOfSession(id) };
  const { subject, email } = person;
  return { kind: "person", sessionId: id, subject, ...(email && { email }) };
}

const iso = (ms: number): string => new Date(ms).toISOString();
