import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import type { TableAccess } from "../../../../lib/aws/dynamodb/driver/table-access.ts";
import { dynamoAdmissionReader } from "../../../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoAlertLister } from "../../../../lib/aws/dynamodb/stores/alert-lister.ts";
import { dynamoAlertOutbox } from "../../../../lib/aws/dynamodb/stores/alert-outbox.ts";
import { dynamoCatalogStore } from "../../../../lib/aws/dynamodb/stores/catalog-store.ts";
import { dynamoDeliveryReader } from "../../../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoDialectStore } from "../../../../lib/aws/dynamodb/stores/dialect-store.ts";
import { dynamoExhaustedDigests } from "../../../../lib/aws/dynamodb/stores/exhausted-digests.ts";
import { dynamoFilterProblemWriter } from "../../../../lib/aws/dynamodb/stores/filter-problem-writer.ts";
import { dynamoHealthStore } from "../../../../lib/aws/dynamodb/stores/health-store.ts";
import { dynamoKeyRingJobStore } from "../../../../lib/aws/dynamodb/stores/key-ring-job-store.ts";
import { dynamoReplayStore } from "../../../../lib/aws/dynamodb/stores/replay-store.ts";
import { dynamoSubscriptionStore } from "../../../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoTenantHolds } from "../../../../lib/aws/dynamodb/stores/tenant-holds.ts";
import { dynamoReplayPlaces } from "../../../../lib/aws/dynamodb/stores/tenant-places.ts";
import { dynamoTenantStore } from "../../../../lib/aws/dynamodb/stores/tenant-store.ts";
import { alertOf } from "../../../../lib/core/alerts/alert.ts";
import type { Audience } from "../../../../lib/core/alerts/alert-store.ts";
import { NO_EVIDENCE, type Tally } from "../../../../lib/core/health/evidence.ts";
import { newId } from "../../../../lib/core/ids.ts";
import { nextJob } from "../../../../lib/core/key-ring/key-ring-job.ts";
import { newReplay } from "../../../../lib/core/replay/replay.ts";
import {
  deliveryAt,
  INCARNATION,
  iso,
  refTo,
  subscriptionAt,
  T0,
  tenantOf,
} from "../../../support/contracts/sample-records.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";
import { testCredentials } from "../../../support/test-credentials.ts";

let emulator: DynamoDbEmulator;
let client: DynamoDBDocumentClient;
let table: TableAccess & { retentionDays: number };
let lost = 0;
let spared = 0;

beforeAll(async () => {
  emulator = await startDynamoDb();
  client = dynamoDbClient({ endpoint: emulator.endpoint, ...testCredentials });
  // After the signature, so within each of the SDK's tries.
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if (spared-- <= 0 && lost-- > 0)
        throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET", name: "TimeoutError" });
      return answer;
    },
    { step: "deserialize", priority: "low" },
  );
  await createTestTable(emulator.client, "lost-answers");
  table = { client, name: "lost-answers", now: () => T0, retentionDays: 30 };
});
afterAll(async () => {
  client.destroy();
  await emulator.stop();
});

/**
 * Makes a call whose first answer is lost on the way, so that the SDK makes it again.
 *
 * @param first how many answers arrive before the one that is lost
 */
function losing<T>(call: () => Promise<T>, first = 0): Promise<T> {
  [lost, spared] = [1, first];
  return call();
}

describe("a write whose answer was lost has succeeded", () => {
  it("creating a tenant", async () => {
    const tenants = dynamoTenantStore(table);
    expect(await losing(() => tenants.createTenant(tenantOf({ id: "lost" })))).toBe(true);
    expect(await tenants.createTenant(tenantOf({ id: "lost", incarnation: "AAAAAAAA" }))).toBe(false);
  });

  it("creating, replacing and deleting a subscription", async () => {
    const [tenants, subscriptions] = [dynamoTenantStore(table), dynamoSubscriptionStore(table)];
    const tenant = tenantOf();
    await tenants.createTenant(tenant);
    const subscription = subscriptionAt(tenant.id, T0);
    await losing(() => subscriptions.createSubscription(subscription, INCARNATION));
    const changed = { ...subscription, name: "new", updatedAt: iso(T0 + 1) };
    expect(await losing(() => subscriptions.replaceSubscription(changed, subscription.updatedAt))).toBe(true);
    const key = { tenantId: tenant.id, subscriptionId: subscription.id };
    expect(await losing(() => subscriptions.deleteSubscription({ ...key, incarnation: INCARNATION }))).toBe(true);
    expect((await tenants.getTenant(tenant.id))?.version).toBe(tenant.version + 3);
  });

  it("creating an entry of the catalog", async () => {
    const at = { createdAt: iso(T0), updatedAt: iso(T0) };
    const entry = { kind: "event-type", name: "lost.answer", deprecated: false, enforce: false, ...at } as const;
    expect(await losing(() => dynamoCatalogStore(table).createEntry(entry))).toBe(true);
  });

  it("registering a dialect", async () => {
    const dialects = dynamoDialectStore(table);
    const definition = {
      name: "lost",
      algorithm: "hmac-sha256",
      signatureHeader: "x-signature",
      body: "{data}",
    } as const;
    const dialect = { ...definition, createdAt: iso(T0) };
    expect(await losing(() => dialects.createDialect(dialect))).toBe(true);
    expect(await dialects.createDialect({ ...dialect, createdAt: iso(T0 + 1) })).toBe(false);
  });

  it("changing a replay", async () => {
    const replays = dynamoReplayStore(table);
    const scope = { ...refTo("acme"), subscriptionId: "sub_1", since: iso(T0), until: iso(T0 + 1) };
    const replay = newReplay({ ...scope, states: ["exhausted"], includeUnmatched: false }, 10, T0);
    await replays.createReplay(replay);
    expect(await losing(() => replays.replaceReplay({ ...replay, slice: 1, version: 1 }, 0))).toBe(true);
    expect(await replays.replaceReplay({ ...replay, slice: 2, version: 1 }, 0)).toBe(false);
  });

  it("marking an endpoint as slow, taking places there, and giving them back", async () => {
    const [store, reader] = [dynamoHealthStore(table), dynamoDeliveryReader(table)];
    const read = async () => (await reader.loadContext([], [], ["sub_lost"])).health.get("sub_lost");
    const key = { tenantId: "lost", subscriptionId: "sub_lost" };
    await losing(() => store.markSlow(key, 2));
    const evidence = { ...NO_EVIDENCE, timeOuts: 2 };
    const slow = { slowSince: iso(T0), quickAnswers: 0, leases: {}, version: 0, evidence };
    expect(await read()).toEqual(slow);
    expect((await losing(() => store.markSlow(key, 1))).evidence.timeOuts).toBe(3);
    const request = { leaseId: "a", wanted: 4, untilMs: T0 + 1000 };
    expect(await losing(() => store.reserve("sub_lost", slow, request))).toBe(4);
    expect(await store.reserve("sub_lost", slow, { ...request, leaseId: "b" })).toBe(1);
    expect(await losing(() => store.reserveOfTenant("lost", { ...request, wanted: 30 }))).toBe(30);
    await losing(() => store.releaseOfTenant("lost", "a"));
    expect(await store.reserveOfTenant("lost", { ...request, leaseId: "b", wanted: 60 })).toBe(50);
    await losing(() => store.release("sub_lost", "a", { quick: 2, slow: 0 }));
    expect(await read()).toMatchObject({ quickAnswers: 2, leases: { b: { places: 1 } } });
  });

  it("counting POSTs, and changing the endpoint's standing", async () => {
    const store = dynamoHealthStore(table);
    const key = { tenantId: "lost", subscriptionId: "sub_counted" };
    const tally: Tally = { successes: 0, failures: 2, answers: 2, timeOuts: 0, failedDeliveries: ["dlv_1"] };
    expect(await losing(() => store.count(key, tally))).toMatchObject({ evidence: { attempts: 2 } });
    expect(await losing(() => store.count(key, tally), 1)).toMatchObject({ evidence: { attempts: 4, failures: 4 } });
    const paused = { paused: { since: iso(T0), untilMs: T0 + 1 } };
    const known = await store.getHealth(key.subscriptionId);
    expect(await losing(() => store.replaceStanding(key, known, paused))).toMatchObject({ ...paused, version: 1 });
    expect(await store.replaceStanding(key, known, {})).toBeUndefined();
    const unknown = { ...key, subscriptionId: "sub_unknown" };
    expect(await losing(() => store.replaceStanding(unknown, undefined, paused))).toMatchObject(paused);
    expect(await store.replaceStanding(unknown, undefined, paused)).toBeUndefined();
    await losing(() => store.forget(key.subscriptionId));
    expect(await store.getHealth(key.subscriptionId)).toBeUndefined();
  });

  it("raising an alert with a change, once", async () => {
    const [store, lister] = [dynamoHealthStore(table), dynamoAlertLister(table)];
    const key = { tenantId: "lost-alert", subscriptionId: "sub_alert" };
    const alert = alertOf(key, "subscription.failing", { since: iso(T0), why: "it fails" }, T0);
    const raised = async () => (await lister.listAlerts({ tenantId: key.tenantId }, { limit: 9 })).items.length;
    const first = await losing(() => store.replaceStanding(key, undefined, { alert }));
    expect([first?.version, await raised()]).toEqual([1, 1]);
    const later = { alert: { ...alert, id: newId("alr", T0) } };
    expect(await losing(() => store.replaceStanding(key, first, later))).toMatchObject({ version: 2 });
    expect(await raised()).toBe(2);
  });

  it("noting who was told of an alert, and claiming a message", async () => {
    const [store, alerts] = [dynamoHealthStore(table), dynamoAlertOutbox(table)];
    const key = { tenantId: "lost-told", subscriptionId: "sub_told" };
    const alert = alertOf(key, "subscription.failing", { since: iso(T0), why: "it fails" }, T0);
    await store.replaceStanding(key, undefined, { alert });
    const waiting = async (audience: Audience) =>
      (await alerts.listUntold(audience, 100)).filter(({ id }) => id === alert.id).length;
    await losing(() => alerts.markTold([alert.id], { machinesAt: iso(T0) }));
    expect([await waiting("machines"), await waiting("people")]).toEqual([0, 1]);
    await losing(() => alerts.markTold([alert.id], { peopleAt: iso(T0) }), 1);
    expect([await waiting("machines"), await waiting("people")]).toEqual([0, 0]);
    expect(await losing(() => alerts.claimMessage(undefined, iso(T0)))).toBe(true);
    expect(await alerts.claimMessage(undefined, iso(T0 + 1))).toBe(false);
    expect(await losing(() => alerts.claimMessage(iso(T0), iso(T0 + 1)))).toBe(true);
  });

  it("counting exhausted deliveries, and raising the alert about them", async () => {
    const [digests, lister] = [dynamoExhaustedDigests(table), dynamoAlertLister(table)];
    const subscription = subscriptionAt("lost-digest", T0);
    const key = { tenantId: "lost-digest", subscriptionId: subscription.id };
    const made = [0, 1].map((n) => deliveryAt(subscription, T0 + n, { state: "exhausted" }));
    await losing(() => digests.addExhausted(made));
    await losing(() => digests.raiseDigest(key), 1);
    const { items } = await lister.listAlerts({ tenantId: key.tenantId }, { limit: 9 });
    expect(items.map(({ facts }) => facts)).toMatchObject([{ count: 2 }]);
  });

  it("noting a problem of a filter, with one alert of all functions that note it", async () => {
    const lister = dynamoAlertLister(table);
    const note = () =>
      dynamoFilterProblemWriter(table).noteProblems(
        "lost-filter",
        new Map([["sub_f", { at: iso(T0), reason: "slow" }]]),
      );
    await losing(note);
    await losing(note, 1);
    await Promise.all([note(), note()]);
    expect((await lister.listAlerts({ tenantId: "lost-filter" }, { limit: 9 })).items).toHaveLength(1);
  });

  it("holding a subscription, and ending its hold", async () => {
    const [tenants, holds, admission] = [
      dynamoTenantStore(table),
      dynamoTenantHolds(table),
      dynamoAdmissionReader(table),
    ];
    const tenant = tenantOf();
    await tenants.createTenant(tenant);
    const key = { tenantId: tenant.id, subscriptionId: "sub_1" };
    await losing(() => holds.addHold(key, "paused"));
    expect((await admission.admit(tenant.id, undefined)).holds).toEqual(new Map([["sub_1", "paused"]]));
    await losing(() => holds.removeHold(key));
    expect((await admission.admit(tenant.id, undefined)).holds).toBeUndefined();
  });

  it("taking and leaving a place of a replay's slice", async () => {
    const places = dynamoReplayPlaces(table);
    const place = (id: string) => ({ id, untilMs: T0 + 60_000 });
    expect(await losing(() => places.takePlace(refTo("acme"), place("first"), 2), 1)).toBe(true);
    expect(await losing(() => places.takePlace(refTo("acme"), place("second"), 2), 1)).toBe(true);
    expect(await places.takePlace(refTo("acme"), place("third"), 2)).toBe(false);
    await losing(() => places.leavePlace(refTo("acme"), "first"));
    expect(await places.takePlace(refTo("acme"), place("third"), 2)).toBe(true);
    expect(await places.takePlace(refTo("acme"), place("fourth"), 2)).toBe(false);
  });

  it("beginning and advancing the key ring's job", async () => {
    const jobs = dynamoKeyRingJobStore(table);
    const job = nextJob(undefined, false, T0);
    expect(await losing(() => jobs.putJob(job, undefined))).toBe(true);
    expect(await jobs.putJob({ ...job, id: "another" }, undefined)).toBe(false);
    const advanced = { ...job, slice: 1, version: job.version + 1 };
    expect(await losing(() => jobs.putJob(advanced, job.version))).toBe(true);
    expect(await jobs.putJob({ ...advanced, slice: 2 }, job.version)).toBe(false);
    expect(await jobs.getJob()).toEqual(advanced);
  });
});
