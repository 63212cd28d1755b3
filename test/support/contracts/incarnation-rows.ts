import { type AuditEntry, auditEntry } from "../../../lib/core/audit/audit-entry.ts";
import { ownIdClaim } from "../../../lib/core/events.ts";
import { actingCaller, claimOf } from "../../../lib/core/idempotency.ts";
import { deliveryId, newId } from "../../../lib/core/ids.ts";
import type { KeptRejection } from "../../../lib/core/log/rejected-events.ts";
import { EVERY_SUBSCRIPTION } from "../../../lib/core/log/unlisted-recipients.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { TenantRef } from "../../../lib/core/model/tenant.ts";
import { NO_BRANDING, newLogoId, type PortalLogo } from "../../../lib/core/portal/portal-branding.ts";
import { newPortalSession, type PortalSession } from "../../../lib/core/portal/portal-session.ts";
import type { Replay } from "../../../lib/core/replay/replay.ts";
import { RESOLUTIONS, recordBatchOf, startOf } from "../../../lib/core/tally/sheets.ts";
import { NOTHING } from "../../../lib/core/tally/totals.ts";
import { newDeletion, type TenantDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { attemptAt, DAY_MS, deliveryAt, eventAt, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { TablePorts } from "./table-ports.ts";

/** Rows of every kind that a tenant leaves in the table when it is deleted, in one of its incarnations. */
export interface IncarnationRows {
  of: TenantRef;
  deletion: TenantDeletion;
  subscriptionIds: string[];
  events: EventRecord[];
  deliveryIds: string[];
  claims: string[];
  replay: Replay;
  rejection: KeptRejection;
  session: PortalSession;
  logo: PortalLogo;
}

/** Creates a tenant, and deletes its two subscriptions and then itself, at times after `ms`. */
export async function incarnationRows(
  ports: Omit<TablePorts, "setNow">,
  id: string,
  ms: number,
): Promise<IncarnationRows> {
  const tenant = tenantOf({ id, incarnation: newId("", ms).slice(-8), createdAt: iso(ms), version: ms });
  const of = { tenantId: id, incarnation: tenant.incarnation };
  await ports.tenants.createTenant(tenant);
  const subscriptions = [1, 2].map((n) => subscriptionAt(id, ms + n));
  for (const one of subscriptions) await ports.subscriptions.createSubscription(one, of.incarnation);
  const subscriptionIds = subscriptions.map((one) => one.id);
  const [first = "", second = ""] = subscriptionIds;
  const keyClaim = `K#${"ab".repeat(32)}`;
  const many = Array.from({ length: 40 }, () => newId("sub", ms));
  const events = [
    eventAt(id, ms + 10, { ...of, id: "order-1", subscriptionIds, data: JSON.stringify("x".repeat(5_000)) }),
    eventAt(id, ms + 11, { ...of, keyClaim, undecidedIds: [second], subscriptionIds: [first, ...many] }),
    eventAt(id, ms + 12, { ...of, subscriptionIds: [first], test: true }),
    eventAt(id, ms + 13, { ...of, subscriptionIds: [] }),
  ];
  await ports.events.putEvents(events);
  const ulidOf = (n: number) => String(events[n]?.ulid);
  const claims = [ownIdClaim("order-1"), keyClaim];
  await ports.claims.claim(
    of,
    claims.map((name, n) => ({ name, ulid: ulidOf(n), digest: "ab" })),
  );
  await ports.laterMatches.putLaterMatches([{ ...of, ulid: ulidOf(3), subscriptionId: first, types: ["a"] }]);
  await ports.laterMatches.putLaterMisses([{ ...of, ulid: ulidOf(1), subscriptionId: second, step: "filter" }]);
  const recipients = [EVERY_SUBSCRIPTION, second].map((subscriptionId) => ({ ...of, ulid: ulidOf(3), subscriptionId }));
  await ports.recipients.noteRecipients(recipients);
  const matched: [number, string][] = [
    [0, first],
    [0, second],
    [1, first],
    [1, String(many[0])],
    [2, first],
    [3, first],
  ];
  const deliveries = matched.map(([n, subscriptionId], index): Delivery => {
    const [subscription = subscriptionAt(id, ms)] = subscriptions;
    return {
      ...deliveryAt(subscription, ms + 20),
      id: deliveryId(ulidOf(n), subscriptionId),
      subscriptionId,
      attempts: 1 + (index % 2),
    };
  });
  // Its request failed after it had queued the delivery, so it has no event.
  const orphan = deliveryAt(subscriptions[1] ?? subscriptionAt(id, ms), ms + 21);
  for (const delivery of [...deliveries, orphan]) {
    const before = { ...delivery, attempts: 1 };
    await ports.recorder.record([{ delivery: before, attempt: attemptAt(ms + 22) }]);
    if (delivery.attempts === 2) {
      const attempt = attemptAt(ms + 23, { number: 2, excerpt: "y".repeat(1_000) });
      await ports.recorder.record([{ before, delivery, attempt }]);
    }
  }
  await ports.filterProblems.noteProblems(id, new Map([[first, { at: iso(ms + 24), reason: "slow" }]]));
  await ports.digests.addExhausted(deliveries.filter(({ subscriptionId }) => subscriptionId === first).slice(0, 1));
  for (const subscriptionId of subscriptionIds) await ports.health.markSlow({ ...of, subscriptionId }, 0);
  const replay = replayOf(of, first, ms + 25);
  const changed = { action: "createReplay", resource: { type: "replay", id: replay.id } } as const;
  await ports.replays.createReplay(replay, auditEntry({ ...of, keyId: "k" }, changed, ms + 25));
  await ports.replayPlaces.takePlace(of, { id: "taken", untilMs: T0 + DAY_MS }, 1);
  await ports.testPlaces.takePlace(of, { id: "taken", untilMs: T0 + DAY_MS }, 1);
  await ports.idempotency.claim(claimOf(actingCaller("admin", of), "key", ["asked"], ms + 26));
  const entries = [{ place: 0, point: 12, totals: { ...NOTHING, attempts: 1 } }];
  const sheet = { resolution: "hour", sheetMs: startOf(ms, RESOLUTIONS.hour.sheetMs), entries } as const;
  const scopes = [of, ...subscriptionIds.map((subscriptionId) => ({ subscriptionId }))];
  await ports.tallies.count(
    recordBatchOf([newId("rec", ms)]),
    scopes.map((scope) => ({ scope, ...sheet })),
  );
  const link = { expiresInSeconds: 86_400, capabilities: ["view"] as const };
  const { session } = newPortalSession(of, link, T0 + DAY_MS);
  await ports.portalSessions.createSession(session);
  const logo = { id: newLogoId(), width: 1, height: 1 };
  const branding = { owner: of, before: NO_BRANDING, after: { version: 1, logo } };
  await ports.brandings.putBranding({ ...branding, png: Buffer.from("a logo") });
  const rejection = {
    id: newId("rej", ms + 27),
    rejectedAt: iso(ms + 27),
    reason: "r",
    errors: [],
    tenantId: id,
    body: "{}",
  };
  await ports.rejected.putRejected(rejection);
  for (const subscriptionId of subscriptionIds) await ports.subscriptions.deleteSubscription({ ...of, subscriptionId });
  const removed = { action: "deleteTenant", resource: { type: "tenant", id } } as const;
  const operator = { tenantId: "", incarnation: "", keyId: "" };
  const deletion = await ports.tenants.deleteTenant(
    id,
    (gone) => newDeletion(gone, ms + 1_000),
    () => auditEntry(operator, removed, ms + 1_000),
  );
  if (typeof deletion === "string") throw new Error(`the tenant is ${deletion}`);
  const deliveryIds = [...deliveries, orphan].map((one) => one.id);
  return { of, deletion, subscriptionIds, events, deliveryIds, claims, replay, rejection, session, logo };
}

/** Everything that the ports still know of these rows. */
export async function whatIsLeft(ports: Omit<TablePorts, "setNow">, rows: IncarnationRows) {
  const { of, events, deliveryIds, subscriptionIds, claims, replay, rejection, session, logo } = rows;
  const acting = claimOf(actingCaller("admin", of), "key", ["asked"], 0);
  const { items } = await ports.logReader.listEvents(of, {}, { limit: 100 });
  const found = await Promise.all(events.map(({ ulid }) => ports.logReader.getEvent(of, ulid)));
  return {
    events: [...items, ...found.filter(Boolean)].length,
    deliveries: [...(await ports.logReader.getDeliveries(deliveryIds)).keys()].sort(),
    attempts: (await Promise.all(deliveryIds.map((id) => ports.logReader.listAttempts(id)))).flat().length,
    recipients: (await Promise.all(events.map((event) => ports.recipients.listRecipients(event)))).flat().sort(),
    claims: [...(await ports.claims.readClaims(of, claims)).keys()].sort(),
    statuses: [...(await ports.statuses.getStatuses(subscriptionIds)).keys()].sort(),
    problems: [...(await ports.statuses.getFilterProblems(subscriptionIds)).keys()].sort(),
    digests: (await ports.digests.listDueDigests(Number.MAX_SAFE_INTEGER, 1000))
      .map(({ subscriptionId }) => subscriptionId)
      .filter((id) => subscriptionIds.includes(id)),
    alerts: (await ports.alertLister.listAlerts({ tenantId: of.tenantId }, { limit: 100 })).items
      .map(({ subscriptionId }) => subscriptionId)
      .filter((id) => subscriptionIds.includes(id)),
    health: [...(await ports.deliveries.loadContext([], [], subscriptionIds)).health.keys()].sort(),
    replays: (await ports.replays.listReplays(of, undefined, { limit: 10 })).items.length,
    replay: await ports.replays.getReplay(of, replay.id),
    replayHeads: (await everyReplay(ports)).filter((one) => one.id === replay.id).length,
    hasFreePlace: await hasFreePlace(ports, of),
    answer: await ports.idempotency.claim({ ...acting, id: "another" }),
    audit: (await ports.auditEntries.listEntries({ tenant: of }, { limit: 10 })).items.length,
    auditHeads: (await allEntries(ports)).filter(
      ({ tenant }) => tenant?.tenantId === of.tenantId && tenant.incarnation === of.incarnation,
    ).length,
    hasPortalSession: (await ports.portalSessions.getSession(of.tenantId, session.id)) !== undefined,
    branding: await ports.brandings.getBranding(of),
    logo: await ports.brandings.getLogo(logo.id),
    rejection: await ports.rejected.getRejected(rejection.id),
    tallies: [
      ...(await ports.tallies.readDay(subscriptionIds)).values(),
      ...(await ports.tallies.readPoints(of, "hour", T0 - DAY_MS, T0 + DAY_MS)).values(),
    ].length,
  };
}

async function allEntries({ auditEntries }: Pick<TablePorts, "auditEntries">): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await auditEntries.listEntries({}, { limit: 250, after });
    found.push(...items);
    after = next;
  } while (after !== undefined);
  return found;
}

async function everyReplay({ allReplays }: Pick<TablePorts, "allReplays">): Promise<Replay[]> {
  const found: Replay[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await allReplays.listAllReplays(undefined, { limit: 250, after });
    found.push(...items);
    after = next;
  } while (after !== undefined);
  return found;
}

async function hasFreePlace({ replayPlaces }: Pick<TablePorts, "replayPlaces">, of: TenantRef): Promise<boolean> {
  const isFree = await replayPlaces.takePlace(of, { id: "tried", untilMs: T0 + DAY_MS }, 1);
  if (isFree) await replayPlaces.leavePlace(of, "tried");
  return isFree;
}

const replayOf = (of: TenantRef, subscriptionId: string, ms: number): Replay => ({
  id: newId("rpl", ms),
  ...of,
  subscriptionId,
  since: iso(0),
  until: iso(ms),
  states: ["exhausted"],
  includeUnmatched: false,
  ratePerSecond: 1,
  state: "paused",
  progress: { replayed: 0, skipped: 0, scanned: 0 },
  pages: 0,
  slice: 0,
  version: 1,
  createdAt: iso(ms),
  updatedAt: iso(ms),
});
