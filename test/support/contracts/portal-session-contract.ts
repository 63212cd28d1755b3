import { describe, expect, it } from "vitest";
import { newPortalSession, type PortalSession } from "../../../lib/core/portal/portal-session.ts";
import { refOf } from "../../../lib/core/tenants.ts";
import { iso, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

type Fields = Partial<Parameters<typeof newPortalSession>[1]>;

const sessionFor = (tenant: ReturnType<typeof tenantOf>, fields: Fields = {}): PortalSession =>
  newPortalSession(refOf(tenant), { expiresInSeconds: 3600, capabilities: ["view"], ...fields }, T0).session;

/** The contract of `PortalSessionStore`. */
export function portalSessionContract(open: OpenTable): void {
  describe("portal sessions", () => {
    it("are read alone, and with their tenant by the admission", async () => {
      const { portalSessions, tenants, admission, setNow } = open();
      setNow(T0);
      const tenant = tenantOf();
      const session = sessionFor(tenant, { actor: "ann", scope: { metadata: { agent: "a" } }, theme: "dark" });
      await tenants.createTenant(tenant);
      await portalSessions.createSession(session);
      expect(await portalSessions.getSession(tenant.id, session.id)).toEqual(session);
      expect(await portalSessions.getSession(tenantOf().id, session.id)).toBeUndefined();
      const admitted = await admission.admit(tenant.id, session.id);
      expect(admitted.tenant).toEqual(tenant);
      const { id, tenantId, incarnation, capabilities, scope, actor, endsAt } = session;
      expect(admitted.portalSession).toMatchObject({ id, tenantId, incarnation, capabilities, scope, actor, endsAt });
    });

    it("are gone once they are over", async () => {
      const { portalSessions, admission, setNow } = open();
      setNow(T0);
      const tenant = tenantOf();
      const session = sessionFor(tenant);
      await portalSessions.createSession(session);
      setNow(Date.parse(session.endsAt) + 1000);
      expect(await portalSessions.getSession(tenant.id, session.id)).toBeUndefined();
      expect((await admission.admit(tenant.id, session.id)).portalSession).toBeUndefined();
      setNow(T0);
    });

    it("are replaced by the next version only", async () => {
      const { portalSessions, setNow } = open();
      setNow(T0);
      const tenant = tenantOf();
      const { code: _used, ...session } = sessionFor(tenant);
      await portalSessions.createSession(session);
      const next = { ...session, version: 2, access: { hash: "a".repeat(64), until: iso(T0 + 1000) } };
      expect(await portalSessions.replaceSession(next)).toBe(true);
      expect(await portalSessions.replaceSession(next)).toBe(false);
      expect(await portalSessions.getSession(tenant.id, session.id)).toEqual(next);
      await portalSessions.endSession(session);
      expect(await portalSessions.replaceSession({ ...next, version: 3 })).toBe(false);
      expect(await portalSessions.getSession(tenant.id, session.id)).toBeUndefined();
    });

    it("end by actor or by tenant, and only those of the tenant's incarnation", async () => {
      const { portalSessions, setNow } = open();
      setNow(T0);
      const [tenant, other] = [tenantOf(), tenantOf()];
      const ann = sessionFor(tenant, { actor: "ann" });
      const bob = sessionFor(tenant, { actor: "bob" });
      const before = sessionFor({ ...tenant, incarnation: "HGFEDCBA" }, { actor: "ann" });
      const others = sessionFor(other, { actor: "ann" });
      for (const session of [ann, bob, before, others]) await portalSessions.createSession(session);
      const left = async () => {
        const all = [ann, bob, before, others];
        const found = await Promise.all(all.map(({ tenantId, id }) => portalSessions.getSession(tenantId, id)));
        return found.map((one) => one !== undefined);
      };
      await portalSessions.endSessions(refOf(tenant), "ann");
      expect(await left()).toEqual([false, true, true, true]);
      await portalSessions.endSessions(refOf(tenant));
      expect(await left()).toEqual([false, false, true, true]);
    });
  });
}
