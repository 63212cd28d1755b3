import { describe, expect, it } from "vitest";
import { auditEntry } from "../../../lib/core/audit/audit-entry.ts";
import { type ConsoleLink, newConsoleLink, newConsoleSession } from "../../../lib/core/console/console-session.ts";
import { newOperatorKey, PEOPLE_KEY_ID } from "../../../lib/core/keys/api-keys.ts";
import { iso, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const HOUR_MS = 3_600_000;
const PERSON = { subject: "u-1", email: "jane@example.com", role: "viewer" } as const;

const sessionOf = (keyId: string = PEOPLE_KEY_ID) =>
  newConsoleSession(keyId, keyId === PEOPLE_KEY_ID ? { person: PERSON } : { keySince: iso(T0) }, T0).session;

const entryOf = (action: string, id: string) =>
  auditEntry({ tenantId: "", incarnation: "", keyId: "" }, { action, resource: { type: "console-session", id } }, T0);

/** The contract of `ConsoleSessionStore`, and of the reads of sessions. */
export function consoleSessionContract(open: OpenTable): void {
  describe("a session of the console", () => {
    it("is read by itself, and together with its key and a tenant", async () => {
      const { sessions, operatorKeys, tenants, admission } = open();
      const { keyId, secretHash } = newOperatorKey();
      const key = { id: keyId, name: "ops", role: "read", secretHash, createdAt: iso(T0) } as const;
      const [session, tenant] = [sessionOf(keyId), tenantOf()];
      await operatorKeys.createOperatorKey(key);
      await tenants.createTenant(tenant);
      expect(await sessions.createSession(session)).toBe(true);
      expect(await sessions.getSession(session.id)).toEqual(session);
      const admitted = await admission.admit(tenant.id, session.id);
      expect([admitted.consoleSession, admitted.apiKey, admitted.tenant]).toEqual([session, key, tenant]);
      expect(await sessions.getSession(sessionOf().id)).toBeUndefined();
    });

    it("of the admin key is read with the end of admin keys, and that of a person without a key", async () => {
      const { sessions, operatorKeys, admission } = open();
      const [ofAdmin, ofPerson] = [sessionOf("admin"), sessionOf()];
      for (const session of [ofAdmin, ofPerson]) await sessions.createSession(session);
      await operatorKeys.endAdminKeys(iso(T0 + 3));
      const [admin, person] = [await admission.admit("", ofAdmin.id), await admission.admit("", ofPerson.id)];
      expect([admin.consoleSession, admin.adminKeysSince]).toEqual([ofAdmin, iso(T0 + 3)]);
      expect([person.consoleSession, person.adminKeysSince, person.apiKey]).toEqual([ofPerson, undefined, undefined]);
    });

    it("ends once, with an entry in the audit log, and stays ended", async () => {
      const { sessions, auditEntries } = open();
      const { id } = sessionOf();
      await sessions.createSession({ ...sessionOf(), id }, entryOf("signInToConsole", id));
      expect(await sessions.endSession(id, entryOf("signOutOfConsole", id))).toBe(true);
      expect(await sessions.endSession(id, entryOf("signOutOfConsole", id))).toBe(false);
      await sessions.moveIdleEnd(id, iso(T0 + HOUR_MS));
      expect(await sessions.getSession(id)).toBeUndefined();
      const { items } = await auditEntries.listEntries({ resourceId: id }, { limit: 9 });
      expect(items.map(({ action }) => action).sort()).toEqual(["signInToConsole", "signOutOfConsole"]);
    });

    it("lasts longer while it is in use, but is gone after its end", async () => {
      const { sessions, admission, setNow } = open();
      const session = sessionOf();
      await sessions.createSession(session);
      await sessions.moveIdleEnd(session.id, iso(T0 + 2 * HOUR_MS));
      expect(await sessions.getSession(session.id)).toEqual({ ...session, idleEndsAt: iso(T0 + 2 * HOUR_MS) });
      setNow(T0 + 12 * HOUR_MS + 1000);
      expect(await sessions.getSession(session.id)).toBeUndefined();
      expect((await admission.admit("", session.id)).consoleSession).toBeUndefined();
    });
  });

  describe("a link to the console", () => {
    const linkOf = (): ConsoleLink => newConsoleLink("admin", iso(T0), T0).link;

    it("starts one session, even if it is used twice at the same time", async () => {
      const { sessions } = open();
      const link = linkOf();
      await sessions.createLink(link);
      expect(await sessions.getLink(link.id)).toEqual(link);
      const started = [sessionOf("admin"), sessionOf("admin")];
      const made = await Promise.all(started.map((session) => sessions.createSession(session, undefined, link.id)));
      expect(made.toSorted()).toEqual([false, true]);
      const found = await Promise.all(started.map(({ id }) => sessions.getSession(id)));
      expect(found.map(Boolean)).toEqual(made);
      expect(await sessions.getLink(link.id)).toBeUndefined();
    });

    it("is gone after its end, and is no session", async () => {
      const { sessions, admission, setNow } = open();
      const link = linkOf();
      await sessions.createLink(link, entryOf("createConsoleLink", link.id));
      expect((await admission.admit("", link.id)).consoleSession).toBeUndefined();
      setNow(T0 + HOUR_MS + 1000);
      expect(await sessions.getLink(link.id)).toBeUndefined();
    });
  });
}
