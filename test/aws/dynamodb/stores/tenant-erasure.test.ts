import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import { batchGetter } from "../../../../lib/aws/dynamodb/driver/batch-get.ts";
import { allRowsPutter } from "../../../../lib/aws/dynamodb/driver/batch-put.ts";
import { countRows } from "../../../../lib/aws/dynamodb/driver/query.ts";
import { eventRows } from "../../../../lib/aws/dynamodb/event-rows.ts";
import { deliveryKey, deliveryPks } from "../../../../lib/aws/dynamodb/keys/delivery-keys.ts";
import { eventKey, eventPks } from "../../../../lib/aws/dynamodb/keys/event-keys.ts";
import { eventPartsPk } from "../../../../lib/aws/dynamodb/keys/event-part-keys.ts";
import { replayHeadPks } from "../../../../lib/aws/dynamodb/keys/replay-keys.ts";
import { deletedSubscriptionRow, type LogTable } from "../../../../lib/aws/dynamodb/rows.ts";
import { dynamoAllReplays } from "../../../../lib/aws/dynamodb/stores/all-replays.ts";
import { dynamoReplayStore } from "../../../../lib/aws/dynamodb/stores/replay-store.ts";
import { dynamoTenantEraser } from "../../../../lib/aws/dynamodb/stores/tenant-eraser.ts";
import { TTL_ATTRIBUTE } from "../../../../lib/aws/dynamodb/table.ts";
import { deliveryId, newId, newUlid } from "../../../../lib/core/ids.ts";
import type { EventRecord } from "../../../../lib/core/model/event.ts";
import type { TenantRef } from "../../../../lib/core/model/tenant.ts";
import { newReplay } from "../../../../lib/core/replay/replay.ts";
import {
  afterErasedPage,
  newDeletion,
  type TenantDeletion,
} from "../../../../lib/core/tenant-deletion/tenant-deletion.ts";
import {
  eventOf,
  INCARNATION,
  iso,
  refTo,
  subscriptionIdsOf,
  T0,
  tenantOf,
} from "../../../support/contracts/sample-records.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";
import { testCredentials } from "../../../support/test-credentials.ts";

let emulator: DynamoDbEmulator;
let table: LogTable;
beforeAll(async () => {
  emulator = await startDynamoDb();
  await createTestTable(emulator.client, "posthorn");
  table = { client: emulator.client, name: "posthorn", retentionDays: 30, now: () => T0 };
});
afterAll(() => emulator.stop());

const deletionOf = (): TenantDeletion => newDeletion(tenantOf({ incarnation: INCARNATION }), T0);

/** Erases the pages of a step. Resolves with what each page erased. */
async function eraseStep(deletion: TenantDeletion): Promise<number[][]> {
  const pages: number[][] = [];
  for (let current = deletion; current.step === deletion.step; ) {
    const page = await dynamoTenantEraser(table)[deletion.step as "events"](current);
    pages.push([page.events ?? 0, page.deliveries ?? 0]);
    current = { ...current, ...afterErasedPage(current, page, iso(T0)) };
  }
  return pages;
}

async function countIn(pks: readonly string[]): Promise<number> {
  const counts = pks.map((pk) =>
    countRows(table, {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": pk },
      ConsistentRead: true,
      Select: "COUNT",
    }),
  );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

const eventRowsOf = (event: EventRecord) => {
  const { row, data, lists } = eventRows(table, event);
  return [row, ...data, ...lists];
};

it("finds a tenant's events behind many expired ones, which DynamoDB has not deleted yet", async () => {
  const deletion = deletionOf();
  const expired = Array.from({ length: 4_200 }, () => ({
    ...eventKey(deletion, newUlid(T0 - 1_000)),
    [TTL_ATTRIBUTE]: 1,
  }));
  await allRowsPutter(table)([...expired, ...eventRowsOf(eventOf(deletion.tenantId))]);
  const pages = await eraseStep(deletion);
  expect(pages.flat().reduce((sum, count) => sum + count, 0)).toBe(1);
  expect(await countIn(eventPks(deletion))).toBe(expired.length);
});

it("keeps what it has done of a large event when its function dies", async () => {
  const deletion = deletionOf();
  const event = eventOf(deletion.tenantId, { subscriptionIds: subscriptionIdsOf(1_200) });
  const keys = event.subscriptionIds.map((id) => deliveryKey(deliveryId(event.ulid, id)));
  await allRowsPutter(table)([...eventRowsOf(event), ...keys.map((key) => ({ ...key, attempts: 3 }))]);
  const left = async () => (await batchGetter(table, ["attempts"])(keys)).length;
  // The attempts of all deliveries take 144 calls.
  await expect(dynamoTenantEraser(dying(140)).events(deletion)).rejects.toThrow();
  expect(await left()).toBeLessThan(keys.length);
  const pages = await eraseStep(deletion);
  expect(pages.map(([events]) => events)).toEqual([1]);
  expect(await left()).toBe(0);
});

/** The table, for a function that dies after a number of calls. */
function dying(calls: number): LogTable {
  const client = dynamoDbClient({ endpoint: emulator.endpoint, ...testCredentials });
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  let left = calls;
  requestHandler.handle = (async (...given: Parameters<typeof handle>) => {
    if (left-- <= 0) throw new Error("the function has died");
    return handle(...given);
  }) as typeof handle;
  return { ...table, client };
}

it("erases few events at a time if they have many deliveries", async () => {
  const deletion = deletionOf();
  const rows = [4_000, 5_000, 30_000, 1].map((deliveries, n) => {
    const { row } = eventRows(table, eventOf(deletion.tenantId, { ulid: newUlid(T0 + n) }));
    return { ...row, deliveries };
  });
  await allRowsPutter(table)(rows);
  expect((await eraseStep(deletion)).map(([events]) => events)).toEqual([2, 1, 1]);
});

it("erases the parts of an event that was never accepted, if it has a delivery", async () => {
  const deletion = deletionOf();
  const of: TenantRef = refTo(deletion.tenantId);
  const [subscriptionId = ""] = subscriptionIdsOf(1);
  const event = eventOf(deletion.tenantId, { data: JSON.stringify(randomBytes(9_000).toString("base64")) });
  const { data } = eventRows(table, event);
  const delivery = { ...deliveryKey(deliveryId(event.ulid, subscriptionId)), attempts: 1 };
  await allRowsPutter(table)([...data, delivery, deletedSubscriptionRow(of, subscriptionId, iso(T0))]);
  expect(await countIn([eventPartsPk(event)])).toBe(1);
  await eraseStep({ ...deletion, step: "subscriptions" });
  expect(await countIn([...deliveryPks(subscriptionId), eventPartsPk(event)])).toBe(0);
});

it("takes a tenant's replays off the operator's lists, and no others", async () => {
  const deletion = deletionOf();
  const [erased, kept] = [deletion.tenantId, tenantOf().id].map((tenantId) => {
    const scope = { ...refTo(tenantId), subscriptionId: newId("sub", T0), since: iso(0), until: iso(T0) };
    return newReplay({ ...scope, states: ["exhausted"], includeUnmatched: false }, 1, T0);
  });
  for (const replay of [erased, kept]) if (replay) await dynamoReplayStore(table).createReplay(replay);
  expect(await countIn([...replayHeadPks("all"), ...replayHeadPks("open")])).toBe(4);
  await eraseStep({ ...deletion, step: "replays" });
  expect(await countIn([...replayHeadPks("all"), ...replayHeadPks("open")])).toBe(2);
  expect((await dynamoAllReplays(table).listAllReplays("open", { limit: 5 })).items).toEqual([kept]);
});
