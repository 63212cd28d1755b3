import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import type { TableAccess } from "../../../../lib/aws/dynamodb/driver/table-access.ts";
import { dynamoAdmissionReader } from "../../../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoCatalogStore } from "../../../../lib/aws/dynamodb/stores/catalog-store.ts";
import { dynamoDeliveryReader } from "../../../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoDialectStore } from "../../../../lib/aws/dynamodb/stores/dialect-store.ts";
import { dynamoHealthStore } from "../../../../lib/aws/dynamodb/stores/health-store.ts";
import { dynamoKeyRingJobStore } from "../../../../lib/aws/dynamodb/stores/key-ring-job-store.ts";
import { dynamoReplayStore } from "../../../../lib/aws/dynamodb/stores/replay-store.ts";
import { dynamoSubscriptionStore } from "../../../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoTenantHolds } from "../../../../lib/aws/dynamodb/stores/tenant-holds.ts";
import { dynamoReplayPlaces } from "../../../../lib/aws/dynamodb/stores/tenant-places.ts";
import { dynamoTenantStore } from "../../../../lib/aws/dynamodb/stores/tenant-store.ts";
import { NO_EVIDENCE, type Tally } from "../../../../lib/core/health/evidence.ts";
import { nextJob } from "../../../../lib/core/key-ring/key-ring-job.ts";
import { newReplay } from "../../../../lib/core/replay/replay.ts";
import { INCARNATION, iso, refTo, subscriptionAt, T0, tenantOf } from "../../../support/contracts/sample-records.ts";
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
