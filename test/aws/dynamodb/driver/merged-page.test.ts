import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import { readMergedPage } from "../../../../lib/aws/dynamodb/driver/merged-page.ts";
import { deliveryPks } from "../../../../lib/aws/dynamodb/keys/delivery-keys.ts";
import { dynamoDeliveryRecorder } from "../../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import { firstUlidAt } from "../../../../lib/core/ids.ts";
import type { Delivery } from "../../../../lib/core/model/delivery.ts";
import { attemptAt, deliveryAt, subscriptionAt, T0 } from "../../../support/contracts/sample-records.ts";
import { countReads } from "../../../support/count-reads.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";
import { testCredentials } from "../../../support/test-credentials.ts";

let dynoxide: DynamoDbEmulator;
const table = () => ({ client: dynoxide.client, name: "posthorn", retentionDays: 30, now: () => T0 });

beforeAll(async () => {
  dynoxide = await startDynamoDb();
  await createTestTable(dynoxide.client, "posthorn");
});
afterAll(() => dynoxide.stop());

async function made(count: number, fields: (n: number) => Partial<Delivery>) {
  const subscription = subscriptionAt("acme", T0);
  const all = Array.from({ length: count }, (_, n) => deliveryAt(subscription, T0 + n, fields(n)));
  await dynamoDeliveryRecorder(table()).record(all.map((delivery) => ({ delivery, attempt: attemptAt(T0) })));
  return { key: { tenantId: "acme", subscriptionId: subscription.id }, newest: all.toReversed() };
}

describe("a page of the log", () => {
  it("continues where DynamoDB cuts an answer at 1 MB", async () => {
    const { key, newest } = await made(600, () => ({ type: "t".repeat(10_000) }));
    const { items, next } = await dynamoLogReader(table()).listDeliveries(key, {}, { limit: 590 });
    expect(items.map(({ id }) => id)).toEqual(newest.slice(0, 590).map(({ id }) => id));
    const rest = await dynamoLogReader(table()).listDeliveries(key, {}, { limit: 590, after: next });
    expect(rest.items).toEqual(newest.slice(590));
    expect(rest.next).toBeUndefined();
  });

  it("ends early with a cursor when it has read many rows and found few", async () => {
    const { key, newest } = await made(200, (n) => ({ type: n === 0 ? "rare" : "frequent" }));
    const reader = dynamoLogReader(table(), 40);
    const sizes: number[] = [];
    const found: Delivery[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = await reader.listDeliveries(key, { types: ["rare"] }, { limit: 5, after });
      sizes.push(page.items.length);
      found.push(...page.items);
      after = page.next;
    }
    expect(sizes.length).toBeGreaterThan(2);
    expect(found).toEqual(newest.slice(-1));
  });

  it.each([40, 90, 150])("reads at most %i rows when it finds few", async (mostRead) => {
    const { key } = await made(200, () => ({ type: "frequent" }));
    const client = dynamoDbClient({ endpoint: dynoxide.endpoint, ...testCredentials });
    const count = countReads(client);
    const reader = dynamoLogReader({ ...table(), client }, mostRead);
    const { items, next } = await reader.listDeliveries(key, { types: ["rare"] }, { limit: 5 });
    client.destroy();
    expect(items).toEqual([]);
    expect(next).toBeDefined();
    expect(count.rows).toBeGreaterThan(mostRead / 2);
    expect(count.rows).toBeLessThanOrEqual(mostRead);
  });

  it("is empty when its end is before its start", async () => {
    const list = { pks: deliveryPks("sub_1"), order: "newest" as const };
    const [december, january] = ["2025-12-01", "2026-01-01"].map((day) => firstUlidAt(Date.parse(day)));
    expect(await readMergedPage(table(), { ...list, first: january, last: december }, 5)).toEqual({
      rows: [],
    });
    const before = { ...list, first: january, after: december };
    expect(await readMergedPage(table(), before, 5)).toEqual({ rows: [] });
  });
});
