import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import type { LogTable } from "../../../../lib/aws/dynamodb/rows.ts";
import { dynamoHealthStore } from "../../../../lib/aws/dynamodb/stores/health-store.ts";
import { type Tally, WINDOW_MS } from "../../../../lib/core/health/evidence.ts";
import type { Health, Standing } from "../../../../lib/core/health/health.ts";
import type { HealthStore } from "../../../../lib/core/health/health-store.ts";
import { newId } from "../../../../lib/core/ids.ts";
import type { SubscriptionKey } from "../../../../lib/core/model/subscription.ts";
import { DAY_MS, iso, T0 } from "../../../support/contracts/sample-records.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";
import { testCredentials } from "../../../support/test-credentials.ts";

const WELL: Tally = { successes: 1, failures: 0, answers: 1, timeOuts: 0, failedDeliveries: [] };
const FAILED: Tally = { successes: 0, failures: 1, answers: 1, timeOuts: 0, failedDeliveries: ["dlv_1"] };
const PAUSED: Standing = { paused: { since: iso(T0) } };

let emulator: DynamoDbEmulator;
let client: DynamoDBDocumentClient;
let nowMs = T0;
/** What another function does before the calls of the function under test, by the number of the call. */
let meanwhile = new Map<number, () => Promise<unknown>>();
let calls = 0;

beforeAll(async () => {
  emulator = await startDynamoDb();
  client = dynamoDbClient({ endpoint: emulator.endpoint, ...testCredentials });
  client.middlewareStack.add(
    (next) => async (args) => {
      await meanwhile.get(++calls)?.();
      return next(args);
    },
    { step: "initialize" },
  );
  await createTestTable(emulator.client, "races");
});
afterAll(async () => {
  client.destroy();
  await emulator.stop();
});

const storeOf = (by: DynamoDBDocumentClient): HealthStore => {
  const table: LogTable = { client: by, name: "races", retentionDays: 30, now: () => nowMs };
  return dynamoHealthStore(table);
};

function world() {
  nowMs = T0;
  const key: SubscriptionKey = { tenantId: newId("t", T0), subscriptionId: newId("sub", T0) };
  const other = storeOf(emulator.client);
  const known = () => other.getHealth(key.subscriptionId);
  return {
    key,
    other,
    known,
    /** Pauses the endpoint by hand. */
    pause: async () => other.replaceStanding(key, await known(), PAUSED),
    /** Does something, while another function does something else before the call with this number. */
    async racing<T>(act: (store: HealthStore) => Promise<T>, call: number, interfere: () => Promise<unknown>) {
      [calls, meanwhile] = [0, new Map([[call, interfere]])];
      const result = await act(storeOf(client));
      expect(calls).toBeGreaterThan(call);
      meanwhile = new Map();
      return result;
    },
  };
}

describe("while an endpoint that is well is about to be forgotten", () => {
  it.each<[string, (of: ReturnType<typeof world>) => Promise<unknown>, Partial<Health>]>([
    ["another POST hangs", ({ other, key }) => other.markSlow(key, 1), { slowSince: iso(T0 + WINDOW_MS) }],
    ["it is paused", ({ pause }) => pause(), PAUSED],
  ])("%s: what is known then is kept", async (_name, interfere, expected) => {
    const one = world();
    await one.other.count(one.key, FAILED);
    nowMs = T0 + WINDOW_MS;
    await one.racing(
      (store) => store.count(one.key, WELL),
      2,
      () => interfere(one),
    );
    expect(await one.known()).toMatchObject({ ...expected, evidence: { attempts: 1, failures: 0 } });
  });

  it("another POST fails: its failure is kept", async () => {
    const { key, other, known, racing } = world();
    await other.count(key, FAILED);
    nowMs = T0 + WINDOW_MS;
    await racing(
      (store) => store.count(key, WELL),
      2,
      () => other.count(key, FAILED),
    );
    expect(await known()).toMatchObject({ evidence: { attempts: 2, failures: 1 } });
  });
});

describe("while an endpoint's slowness is about to end", () => {
  async function ending(interfere: (of: ReturnType<typeof world>) => Promise<unknown>) {
    const one = world();
    const slow = await one.other.markSlow(one.key, 0);
    await one.other.reserve(one.key.subscriptionId, slow, { leaseId: "a", wanted: 1, untilMs: T0 + 60_000 });
    await one.racing(
      (store) => store.release(one.key.subscriptionId, "a", { quick: 3, slow: 0 }),
      2,
      () => interfere(one),
    );
    return one.known();
  }

  it("a pause or a failure is kept", async () => {
    const paused = await ending(({ pause }) => pause());
    expect(paused).toMatchObject({ ...PAUSED, quickAnswers: 0 });
    const failed = await ending(({ other, key }) => other.count(key, FAILED));
    expect(failed).toMatchObject({ evidence: { failures: 1 }, quickAnswers: 0 });
    expect([paused?.slowSince, failed?.slowSince]).toEqual([undefined, undefined]);
  });
});

describe("while an endpoint is paused", () => {
  it.each<[string, (store: HealthStore, key: SubscriptionKey) => Promise<unknown>]>([
    ["a POST is counted", (store, key) => store.count(key, FAILED)],
    ["a POST hangs", (store, key) => store.markSlow(key, 1)],
  ])("%s: the pause outlasts its deliveries", async (_name, act) => {
    const { key, other, known, pause, racing } = world();
    await other.count(key, FAILED);
    nowMs = T0 + WINDOW_MS;
    await racing((store) => act(store, key), 2, pause);
    nowMs = T0 + 400 * DAY_MS;
    expect(await known()).toMatchObject(PAUSED);
  });

  it.each<[string, (store: HealthStore, key: SubscriptionKey) => Promise<unknown>]>([
    ["a POST is counted", (store, key) => store.count(key, FAILED)],
    ["a POST hangs", (store, key) => store.markSlow(key, 1)],
  ])("%s as the pause ends: the row expires", async (_name, act) => {
    const { key, other, known, pause, racing } = world();
    await pause();
    const resume = async () => other.replaceStanding(key, await known(), {});
    nowMs = T0 + WINDOW_MS;
    await racing((store) => act(store, key), 2, resume);
    expect(await known()).toBeDefined();
    nowMs = T0 + 31 * DAY_MS;
    expect(await known()).toBeUndefined();
  });
});
