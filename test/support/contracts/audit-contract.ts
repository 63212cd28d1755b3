import { describe, expect, it } from "vitest";
import { alertOf } from "../../../lib/core/alerts/alert.ts";
import { type AuditEntry, auditEntry } from "../../../lib/core/audit/audit-entry.ts";
import type { AuditFilter } from "../../../lib/core/audit/audit-store.ts";
import { Refusal } from "../../../lib/core/errors.ts";
import { newId } from "../../../lib/core/ids.ts";
import { nextJob } from "../../../lib/core/key-ring/key-ring-job.ts";
import type { CatalogEntry } from "../../../lib/core/model/catalog-entry.ts";
import type { TenantRef } from "../../../lib/core/model/tenant.ts";
import { newReplay } from "../../../lib/core/replay/replay.ts";
import { newDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { DAY_MS, INCARNATION, iso, refTo, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

const entryOf = (tenantId: string, ms = T0, states: object = { after: { n: 1 } }): AuditEntry => {
  const caller = { tenantId, incarnation: tenantId && INCARNATION, keyId: "key-1" };
  const resource = { type: "subscription", id: newId("sub", T0) } as const;
  return auditEntry(caller, { action: "updateSubscription", resource, ...states }, ms);
};

/** The entry as it is read: without members that have no value. */
const stored = (entry: AuditEntry): AuditEntry => JSON.parse(JSON.stringify(entry));

/** The entries about one resource, newest first. */
const entriesAbout = async ({ auditEntries }: TablePorts, { resource, tenant }: AuditEntry) =>
  (await auditEntries.listEntries({ tenant, resourceId: resource.id }, { limit: 10 })).items;

async function newTenant({ tenants }: TablePorts): Promise<string> {
  const tenant = tenantOf();
  await tenants.createTenant(tenant);
  return tenant.id;
}

/** Makes a change with its entry. Resolves with false, or rejects, if the change isn't made. */
type Change = (ports: TablePorts, tenantId: string, entry: AuditEntry) => Promise<unknown>;

const eventTypeOf = (name: string): CatalogEntry => ({
  kind: "event-type",
  deprecated: false,
  enforce: false,
  name,
  createdAt: iso(T0),
  updatedAt: iso(T0),
});
const dialectOf = (name: string) => ({
  name,
  algorithm: "hmac-sha256" as const,
  signatureHeader: "x-signature",
  signature: "{signature}",
  signedText: "{body}",
  encoding: "hex" as const,
  secret: "any" as const,
  headers: {},
  body: {},
  createdAt: iso(T0),
});
const keyOf = (id: string) => ({
  id,
  name: "k",
  role: "read" as const,
  secretHash: "ab",
  createdAt: iso(T0),
  validUntil: undefined,
});
const unique = (): string => newId("x", T0);

async function newSubscription({ subscriptions }: TablePorts, tenantId: string) {
  const subscription = subscriptionAt(tenantId, T0);
  await subscriptions.createSubscription(subscription, INCARNATION);
  return subscription;
}

async function newReplayOf({ replays }: TablePorts, tenantId: string, audit?: AuditEntry) {
  const scope = { ...refTo(tenantId), subscriptionId: newId("sub", T0), since: iso(0), until: iso(T0) };
  const replay = newReplay({ ...scope, states: ["exhausted"], includeUnmatched: false }, 1, T0);
  await replays.createReplay(replay, audit);
  return replay;
}

/** Each change that a transaction writes with its entry. */
const CHANGES: Record<string, { made: Change; refused?: Change }> = {
  createTenant: {
    made: ({ tenants }, _id, entry) => tenants.createTenant(tenantOf(), entry),
    refused: ({ tenants }, id, entry) => tenants.createTenant(tenantOf({ id }), entry),
  },
  updateTenant: {
    made: ({ tenants }, id, entry) => tenants.updateTenant(id, { name: "B", maxRetries: null }, () => entry),
    refused: ({ tenants }, _id, entry) => tenants.updateTenant(unique(), { name: "B" }, () => entry),
  },
  deleteTenant: {
    made: ({ tenants }, id, entry) =>
      tenants.deleteTenant(
        id,
        (gone) => newDeletion(gone, T0),
        () => entry,
      ),
    async refused(ports, id, entry) {
      await newSubscription(ports, id);
      const removal = await ports.tenants.deleteTenant(
        id,
        (gone) => newDeletion(gone, T0),
        () => entry,
      );
      return typeof removal === "object";
    },
  },
  createApiKey: {
    made: ({ tenants }, tenantId, entry) => tenants.createApiKey({ ...keyOf(unique()), tenantId }, entry),
    refused: ({ tenants }, _id, entry) => tenants.createApiKey({ ...keyOf(unique()), tenantId: unique() }, entry),
  },
  deleteApiKey: {
    async made({ tenants }, tenantId, entry) {
      const key = keyOf(unique());
      await tenants.createApiKey({ ...key, tenantId });
      return tenants.deleteApiKey(tenantId, key.id, entry);
    },
    refused: ({ tenants }, id, entry) => tenants.deleteApiKey(id, unique(), entry),
  },
  createOperatorKey: {
    made: ({ operatorKeys }, _id, entry) => operatorKeys.createOperatorKey(keyOf(unique()), entry),
  },
  deleteOperatorKey: {
    async made({ operatorKeys }, _id, entry) {
      const key = keyOf(unique());
      await operatorKeys.createOperatorKey(key);
      return operatorKeys.deleteOperatorKey(key.id, entry);
    },
    refused: ({ operatorKeys }, _id, entry) => operatorKeys.deleteOperatorKey(unique(), entry),
  },
  createSubscription: {
    made: ({ subscriptions }, id, entry) =>
      subscriptions.createSubscription(subscriptionAt(id, T0), INCARNATION, entry),
    refused: ({ subscriptions }, id, entry) =>
      subscriptions.createSubscription(subscriptionAt(id, T0), "HGFEDCBA", entry),
  },
  replaceSubscription: {
    async made(ports, id, entry) {
      const before = await newSubscription(ports, id);
      const after = { ...before, updatedAt: iso(T0 + 1) };
      return ports.subscriptions.replaceSubscription(after, before.updatedAt, undefined, entry);
    },
    async refused(ports, id, entry) {
      const before = await newSubscription(ports, id);
      return ports.subscriptions.replaceSubscription(before, iso(T0 - 1), undefined, entry);
    },
  },
  recordSecretShown: {
    async made(ports, id, entry) {
      const { id: subscriptionId } = await newSubscription(ports, id);
      const shown = { at: iso(T0), keyId: "k" };
      return ports.subscriptions.recordSecretShown({ tenantId: id, subscriptionId }, shown, entry);
    },
    refused: ({ subscriptions }, tenantId, entry) =>
      subscriptions.recordSecretShown({ tenantId, subscriptionId: unique() }, { at: iso(T0), keyId: "k" }, entry),
  },
  deleteSubscription: {
    async made(ports, id, entry) {
      const { id: subscriptionId } = await newSubscription(ports, id);
      return ports.subscriptions.deleteSubscription({ ...refTo(id), subscriptionId }, undefined, entry);
    },
    async refused(ports, id, entry) {
      const { id: subscriptionId } = await newSubscription(ports, id);
      return ports.subscriptions.deleteSubscription({ ...refTo(id), subscriptionId }, iso(T0 - 1), entry);
    },
  },
  createEntry: {
    made: ({ catalog }, _id, entry) => catalog.createEntry(eventTypeOf(unique()), entry),
    async refused({ catalog }, _id, entry) {
      const type = eventTypeOf(unique());
      await catalog.createEntry(type);
      return catalog.createEntry(type, entry);
    },
  },
  replaceEntry: {
    async made({ catalog }, _id, entry) {
      const type = eventTypeOf(unique());
      await catalog.createEntry(type);
      return catalog.replaceEntry(type, type.updatedAt, entry);
    },
    async refused({ catalog }, _id, entry) {
      const type = eventTypeOf(unique());
      await catalog.createEntry(type);
      return catalog.replaceEntry(type, iso(T0 - 1), entry);
    },
  },
  deleteEntry: {
    async made({ catalog }, _id, entry) {
      const type = eventTypeOf(unique());
      await catalog.createEntry(type);
      return catalog.deleteEntry(type, entry);
    },
    refused: ({ catalog }, _id, entry) => catalog.deleteEntry(eventTypeOf(unique()), entry),
  },
  createDialect: {
    made: ({ dialects }, _id, entry) => dialects.createDialect(dialectOf(unique()), entry),
    async refused({ dialects }, _id, entry) {
      const dialect = dialectOf(unique());
      await dialects.createDialect(dialect);
      return dialects.createDialect(dialect, entry);
    },
  },
  requestRedrive: { made: ({ deadLetterDesk }, _id, entry) => deadLetterDesk.requestRedrive(iso(T0), entry) },
  putJob: {
    async made({ keyRingJobs }, _id, entry) {
      const before = await keyRingJobs.getJob();
      return keyRingJobs.putJob(nextJob(before, false, T0), before?.version, entry);
    },
    refused: ({ keyRingJobs }, _id, entry) => keyRingJobs.putJob(nextJob(undefined, false, T0), 1e6, entry),
  },
  createReplay: { made: (ports, id, entry) => newReplayOf(ports, id, entry) },
  replaceReplay: {
    async made(ports, id, entry) {
      const replay = await newReplayOf(ports, id);
      return ports.replays.replaceReplay({ ...replay, version: replay.version + 1 }, replay.version, entry);
    },
    async refused(ports, id, entry) {
      const replay = await newReplayOf(ports, id);
      return ports.replays.replaceReplay(replay, replay.version + 1, entry);
    },
  },
  replaceStanding: {
    made: ({ health }, tenantId, audit) =>
      health.replaceStanding({ tenantId, subscriptionId: unique() }, undefined, { paused: { since: iso(T0) }, audit }),
    async refused({ health }, tenantId, audit) {
      const key = { tenantId, subscriptionId: unique() };
      await health.replaceStanding(key, undefined, { paused: { since: iso(T0) } });
      return health.replaceStanding(key, undefined, { audit });
    },
  },
  appendEntry: { made: ({ audit }, _id, entry) => audit.appendEntry(entry) },
};

/** The contract of all ports that store audit entries with changes. */
export function auditWriteContract(open: OpenTable): void {
  describe("audit entries", () => {
    it.each(Object.entries(CHANGES))("are stored with the change: %s", async (_name, { made }) => {
      const ports = open();
      const tenantId = await newTenant(ports);
      const entry = entryOf(tenantId);
      expect(await made(ports, tenantId, entry)).not.toBe(false);
      expect(await entriesAbout(ports, entry)).toEqual([stored(entry)]);
    });

    const refusable = Object.entries(CHANGES).filter(([, { refused }]) => refused);
    it.each(refusable)("are not stored without the change: %s", async (_name, { refused }) => {
      const ports = open();
      const tenantId = await newTenant(ports);
      const entry = entryOf(tenantId);
      const result = await refused?.(ports, tenantId, entry).catch(() => false);
      expect(result || false).toBe(false);
      expect(await entriesAbout(ports, entry)).toEqual([]);
    });

    it.each([
      ["disableGone", "gone"],
      ["disableFailing", "failing"],
    ] as const)("say that Posthorn switched a subscription off: %s", async (way, reason) => {
      const ports = open();
      const tenantId = await newTenant(ports);
      const { id, url } = await newSubscription(ports, tenantId);
      const key = { tenantId, subscriptionId: id };
      const facts =
        reason === "gone" ? ({ reason } as const) : ({ reason, failingSince: iso(T0 - 1), failures: 20 } as const);
      const alert = alertOf(key, "subscription.disabled", facts, T0 + 1);
      await ports.subscriptionSwitch[way](key, "https://elsewhere.example/", alert);
      const { items: none } = await ports.auditEntries.listEntries({ tenant: refTo(tenantId) }, { limit: 9 });
      expect(none).toEqual([]);
      await ports.subscriptionSwitch[way](key, url, alert);
      const { items } = await ports.auditEntries.listEntries({ tenant: refTo(tenantId) }, { limit: 9 });
      expect(items).toEqual([
        {
          id: expect.stringMatching(/^aud_/),
          at: alert.at,
          tenant: refTo(tenantId),
          actor: { kind: "posthorn", reason },
          action: "updateSubscription",
          resource: { type: "subscription", id },
          before: { active: true },
          after: { active: false, disabledReason: reason, updatedAt: alert.at },
        },
      ]);
      expect((await ports.auditEntries.listEntries({ resourceId: id, actor: "posthorn" }, { limit: 9 })).items).toEqual(
        items,
      );
    });

    it("say that Posthorn switched a subscription on again after a passed test", async () => {
      const ports = open();
      const tenantId = await newTenant(ports);
      const { id, url } = await newSubscription(ports, tenantId);
      const key = { tenantId, subscriptionId: id };
      await ports.subscriptionSwitch.enableFailing(key, iso(T0 + 1));
      const facts = { reason: "failing", failingSince: iso(T0 - 1), failures: 20 } as const;
      await ports.subscriptionSwitch.disableFailing(key, url, alertOf(key, "subscription.disabled", facts, T0 + 2));
      await ports.subscriptionSwitch.enableFailing(key, iso(T0 + 3));
      const { items } = await ports.auditEntries.listEntries({ tenant: refTo(tenantId) }, { limit: 9 });
      expect(items.map(({ actor, before, after }) => ({ actor, before, after }))).toEqual([
        {
          actor: { kind: "posthorn", reason: "passed-test" },
          before: { active: false, disabledReason: "failing" },
          after: { active: true, updatedAt: iso(T0 + 3) },
        },
        expect.objectContaining({ actor: { kind: "posthorn", reason: "failing" } }),
      ]);
    });

    it("end the admin key once", async () => {
      const { operatorKeys, ...ports } = open();
      const [first, again] = [entryOf(""), entryOf("")];
      // Later than what other tests leave in the table.
      const at = iso(T0 + 1_000 * DAY_MS + Math.floor(1e9 * Math.random()));
      await operatorKeys.endAdminKeys(at, first);
      await operatorKeys.endAdminKeys(at, again);
      expect(await entriesAbout({ operatorKeys, ...ports }, first)).toEqual([stored(first)]);
      expect(await entriesAbout({ operatorKeys, ...ports }, again)).toEqual([]);
    });

    it("leave nothing in an endpoint's health", async () => {
      const { health, ...ports } = open();
      const tenantId = await newTenant({ health, ...ports });
      const key = { tenantId, subscriptionId: unique() };
      const audit = entryOf(tenantId);
      const known = await health.replaceStanding(key, undefined, { paused: { since: iso(T0) }, audit });
      expect(known).not.toHaveProperty("audit");
      expect(await health.getHealth(key.subscriptionId)).toEqual(known);
    });

    it("expire like the log", async () => {
      const ports = open();
      const [tenants, operators] = [entryOf(await newTenant(ports)), entryOf("")];
      for (const entry of [tenants, operators]) await ports.audit.appendEntry(entry);
      const found = async () =>
        (await Promise.all([tenants, operators].map((entry) => entriesAbout(ports, entry)))).flat().length;
      ports.setNow(T0 + 30 * DAY_MS - 1_000);
      expect(await found()).toBe(2);
      ports.setNow(T0 + 30 * DAY_MS);
      expect(await found()).toBe(0);
    });
  });
}

/** The contract of `AuditLister`. A page with a filter may be short although others follow it. */
export function auditListContract(open: OpenTable): void {
  async function listAll({ auditEntries }: TablePorts, filter: AuditFilter, limit: number): Promise<AuditEntry[]> {
    const found: AuditEntry[] = [];
    let after: string | undefined;
    do {
      const page = await auditEntries.listEntries(filter, { limit, after });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  describe("AuditLister", () => {
    async function withEntries() {
      const ports = open();
      const tenant = refTo(tenantOf().id);
      const entries: AuditEntry[] = [];
      for (let n = 0; n < 12; n++) {
        const caller = { ...tenant, keyId: n % 2 === 0 ? tenant.tenantId : "" };
        const resource = { type: "subscription", id: `${tenant.tenantId}-${n % 3}` } as const;
        const states = { before: { n, same: 1, a: "1" }, after: { n: n + 1, same: 1, b: null } };
        entries.push(auditEntry(caller, { action: `change${n % 4}`, resource, ...states }, T0 + n));
      }
      for (const entry of entries) await ports.audit.appendEntry(entry);
      return { ports, tenant, newest: entries.toReversed().map(stored) };
    }

    it.each([1, 5, 12, 100])("lists a tenant's entries, newest first, in pages of %d", async (limit) => {
      const { ports, tenant, newest } = await withEntries();
      expect(await listAll(ports, { tenant }, limit)).toEqual(newest);
      expect(newest[0]).toMatchObject({ before: { n: 11, a: "1" }, after: { n: 12, b: null } });
      expect(newest[0]?.before).not.toHaveProperty("same");
    });

    it("keeps the incarnations of a tenant apart", async () => {
      const { ports, tenant } = await withEntries();
      expect(await listAll(ports, { tenant: { ...tenant, incarnation: "HGFEDCBA" } }, 50)).toEqual([]);
    });

    it("filters by action, resource, actor and time", async () => {
      const { ports, tenant, newest } = await withEntries();
      const of = (filter: Omit<AuditFilter, "tenant">) => listAll(ports, { tenant, ...filter }, 3);
      const resourceId = `${tenant.tenantId}-1`;
      const about = newest.filter(({ resource }) => resource.id === resourceId);
      expect(await of({ resourceId })).toEqual(about);
      expect(await of({ action: "change2" })).toEqual(newest.filter(({ action }) => action === "change2"));
      expect(await of({ action: "change2", resourceId })).toEqual(about.filter(({ action }) => action === "change2"));
      const { type: resourceType } = newest[0]?.resource ?? expect.fail("no entry");
      expect(await of({ resourceType })).toEqual(newest.filter(({ resource }) => resource.type === resourceType));
      expect(await of({ resourceType: "key-ring" })).toEqual([]);
      expect(await of({ actor: "admin" })).toEqual(newest.filter((_, n) => n % 2 === 0));
      expect(await of({ actor: "posthorn" })).toEqual([]);
      expect(await of({ since: iso(T0 + 3), until: iso(T0 + 6) })).toEqual(newest.slice(6, 9));
      expect(await listAll(ports, { resourceId }, 3)).toEqual(about);
    });

    it("lists all tenants' and the operator's own", async () => {
      const { ports, newest } = await withEntries();
      const own = entryOf("", T0 + 5, { before: { secret: 1 } });
      await ports.audit.appendEntry(own);
      const all = await listAll(ports, { since: iso(T0), until: iso(T0 + 20) }, 50);
      expect(all).toEqual(expect.arrayContaining([...newest, stored(own)]));
      const times = all.map(({ id }) => id);
      expect(times).toEqual(times.toSorted().reverse());
    });

    it("refuses cursors of other lists", async () => {
      const { ports, tenant } = await withEntries();
      const { next } = await ports.auditEntries.listEntries({ tenant }, { limit: 2 });
      const other: TenantRef = refTo(tenantOf().id);
      for (const after of ["aud_01", "", String(next)]) {
        const page = ports.auditEntries.listEntries({ tenant: other }, { limit: 2, after });
        await expect(page).rejects.toThrow(Refusal);
      }
    });
  });
}
