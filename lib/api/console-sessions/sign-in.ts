import { type AuditEntry, auditEntry } from "../../core/audit/audit-entry.ts";
import {
  actorOf,
  type ConsoleRole,
  consoleRoleOf,
  linkWorks,
  newConsoleSession,
  type Person,
  roleOfHolder,
  type SignedIn,
} from "../../core/console/console-session.ts";
import type { ConsoleSessionStore } from "../../core/console/console-session-store.ts";
import { parseConsoleToken } from "../../core/console/console-token.ts";
import { Refusal } from "../../core/errors.ts";
import { ADMIN_KEY_ID, PEOPLE_KEY_ID } from "../../core/keys/api-keys.ts";
import type { Role } from "../../core/model/api-key.ts";
import type { AuthPorts } from "../http/guards.ts";
import { tokenReader } from "../http/presented-key.ts";
import { consoleSessionView } from "./console-session-views.ts";

export interface SignInPorts extends AuthPorts {
  sessions: ConsoleSessionStore;
}

/** A new session, and what it lets its owner do. */
export interface NewSession extends SignedIn {
  role: ConsoleRole;
}

/** The ways to sign in. Each makes a new session, so that nobody can plant a session that they know. */
export function signIn({ sessions, admission, adminKeys, now }: SignInPorts) {
  const keyIn = tokenReader({ adminKeys, now });
  return { withKey, withCode, asPerson };

  /** Throws a 401 `Refusal`, the same for every key that doesn't work here. */
  async function withKey(text: string): Promise<NewSession> {
    const key = await orRefused(() => keyIn(text));
    if (key.owner !== "operator") throw signInRefused();
    const admitted = await admission.admit("", key.keyId);
    const role = await orRefused(async () => key.check(admitted));
    return start(key.keyId, role, key.keySince ? { keySince: key.keySince } : {});
  }

  /** Throws a 401 `Refusal`, the same for every code that doesn't work. */
  async function withCode(text: string): Promise<NewSession> {
    const code = parseConsoleToken("code", text);
    const link = code && (await sessions.getLink(code.id));
    if (!link || !linkWorks(link, code, now())) throw signInRefused();
    const role = roleOfHolder(link, await admission.admit("", code.keyId), now());
    if (!role) throw signInRefused();
    return start(code.keyId, role, link.keySince ? { keySince: link.keySince } : {}, link.id);
  }

  async function asPerson(person: Person): Promise<NewSession> {
    return start(PEOPLE_KEY_ID, person.role === "operator" ? "manage" : "read", { person });
  }

  async function start(keyId: string, keyRole: Role, holder: Holder, linkId?: string): Promise<NewSession> {
    const role = consoleRoleOf(keyId, keyRole);
    if (!role) throw producerRefused();
    const started = newConsoleSession(keyId, holder, now());
    const entry = signInEntry(started, role, now());
    if (!(await sessions.createSession(started.session, entry, linkId))) throw signInRefused();
    return { ...started, role };
  }
}

type Holder = Parameters<typeof newConsoleSession>[1];

/** No key is named by the caller, because the session's owner is the actor. */
const NO_CALLER = { tenantId: "", incarnation: "", keyId: ADMIN_KEY_ID };

function signInEntry({ session }: SignedIn, role: ConsoleRole, nowMs: number): AuditEntry {
  const resource = { type: "console-session", id: session.id } as const;
  const change = { action: "signInToConsole", resource, after: consoleSessionView(session, role) };
  return auditEntry({ ...NO_CALLER, actor: actorOf(session) }, change, nowMs);
}

async function orRefused<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    throw error instanceof Refusal && error.status === 401 ? signInRefused() : error;
  }
}

const signInRefused = (): Refusal =>
  new Refusal(401, "This key or code doesn't sign in. Use the admin key or an operator key. A code works once.");

const producerRefused = (): Refusal =>
  new Refusal(403, "This key has the role `producer`, and can't sign in. Use one with the role `read` or `manage`.");
