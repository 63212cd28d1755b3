import { auditEntry } from "../../core/audit/audit-entry.ts";
import {
  actorOf,
  type ConsoleSession,
  consoleRoleOf,
  movedIdleEnd,
  newConsoleLink,
  roleOfHolder,
  sessionLasts,
} from "../../core/console/console-session.ts";
import { parseConsoleToken } from "../../core/console/console-token.ts";
import { Refusal } from "../../core/errors.ts";
import { previousWorks } from "../../core/keys/admin-key.ts";
import { ADMIN_KEY_ID } from "../../core/keys/api-keys.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { ConsoleRequest } from "../http/console-request.ts";
import type { Operations } from "../http/endpoint.ts";
import { sessionOver } from "../http/key-refusals.ts";
import type { consoleSessionRoutes } from "./console-session-routes.ts";
import { consoleLinkView, consoleSessionView } from "./console-session-views.ts";
import { noSessionCookie, sessionCookie } from "./session-cookie.ts";
import { type SignInPorts, signIn } from "./sign-in.ts";

export interface ConsoleSessionPorts extends SignInPorts {
  /** The origin of the console host. */
  consoleUrl: string;
}

/** Starts, shows and ends the console's sessions. */
export function consoleSessionOperations(ports: ConsoleSessionPorts): Operations<typeof consoleSessionRoutes> {
  const { sessions, admission, adminKeys, consoleUrl, now } = ports;
  const by = signIn(ports);

  /** The session whose cookie a request has. */
  async function ownSession(page: ConsoleRequest | undefined): Promise<ConsoleSession | undefined> {
    const token = parseConsoleToken("session", page?.token ?? "");
    const session = token && (await sessions.getSession(token.id));
    return session && sessionLasts(session, token, now()) ? session : undefined;
  }

  async function signOut(session: ConsoleSession): Promise<void> {
    const change = { action: "signOutOfConsole", resource: { type: "console-session", id: session.id } } as const;
    const caller = { tenantId: "", incarnation: "", keyId: "", actor: actorOf(session) };
    await sessions.endSession(session.id, auditEntry(caller, change, now()));
  }

  /** After a rotation, sessions of the previous admin key last as long as that key works, and an idle time more. */
  async function mayGoOn({ keySince }: ConsoleSession): Promise<boolean> {
    if (keySince === undefined) return true;
    const { current } = await adminKeys.adminKey();
    return keySince >= current.createdAt || previousWorks(current, now());
  }

  return {
    signInToConsole: async ({ body: { key, code = "" }, console: page }) => {
      const { session, token, role } = await (key === undefined ? by.withCode(code) : by.withKey(key));
      const replaced = await ownSession(page);
      if (replaced) await signOut(replaced);
      return { ...jsonAnswer(200, consoleSessionView(session, role)), cookies: sessionCookie(page, token) };
    },

    /** Only this request moves the end of an unused session, so that no other request writes for it. */
    readConsoleSession: async ({ console: page }) => {
      const session = await ownSession(page);
      if (!session) throw sessionOver();
      const admitted = await admission.admit("", session.id);
      const keyRole = roleOfHolder(session, admitted, now());
      const role = keyRole && consoleRoleOf(keyIdIn(session), keyRole);
      if (!role) throw sessionOver();
      const moved = movedIdleEnd(session, now());
      if (!moved) return jsonAnswer(200, consoleSessionView(session, role));
      if (!(await mayGoOn(session))) throw sessionOver();
      await sessions.moveIdleEnd(session.id, moved);
      return jsonAnswer(200, consoleSessionView({ ...session, idleEndsAt: moved }, role));
    },

    signOutOfConsole: async ({ console: page }) => {
      const session = await ownSession(page);
      if (session) await signOut(session);
      return { ...emptyAnswer(), cookies: noSessionCookie(page) };
    },

    createConsoleLink: async (request) => {
      if (request.actor) throw keyNeededForLink();
      const { link, code } = newConsoleLink(request.keyId || ADMIN_KEY_ID, request.keySince, now());
      const resource = { type: "console-session", id: link.id } as const;
      const change = { action: "createConsoleLink", resource, after: consoleLinkView(link) };
      await sessions.createLink(link, auditEntry(request, change, now()));
      return jsonAnswer(201, { url: `${consoleUrl}/console/#code=${code}`, expiresAt: link.endsAt });
    },
  };
}

const keyIdIn = (session: ConsoleSession): string => actorOf(session).keyId ?? "";

/** A session could otherwise outlast its own end, link by link. */
const keyNeededForLink = (): Refusal => new Refusal(403, "This request needs a key. A session can't make links.");
