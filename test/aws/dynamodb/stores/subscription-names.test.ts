import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchGetter } from "../../../../lib/aws/dynamodb/driver/batch-get.ts";
import { allRowsPutter } from "../../../../lib/aws/dynamodb/driver/batch-put.ts";
import type { TableRow } from "../../../../lib/aws/dynamodb/driver/table-access.ts";
import { nameKey } from "../../../../lib/aws/dynamodb/keys/name-keys.ts";
import { nameWrite } from "../../../../lib/aws/dynamodb/name-rows.ts";
import { writeUnitsOf } from "../../../../lib/aws/dynamodb/row-size.ts";
import { deletedSubscriptionRow, type LogTable, subscriptionRow } from "../../../../lib/aws/dynamodb/rows.ts";
import { dynamoSubscriptionNames } from "../../../../lib/aws/dynamodb/stores/subscription-names.ts";
import { dynamoSubscriptionStore } from "../../../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoTenantEraser } from "../../../../lib/aws/dynamodb/stores/tenant-eraser.ts";
import { dynamoTenantStore } from "../../../../lib/aws/dynamodb/stores/tenant-store.ts";
import type { Subscription } from "../../../../lib/core/model/subscription.ts";
import { newDeletion } from "../../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { iso, refTo, subscriptionAt, T0, tenantOf } from "../../../support/contracts/sample-records.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";

let emulator: DynamoDbEmulator;
let table: LogTable;
beforeAll(async () => {
  emulator = await startDynamoDb();
  await createTestTable(emulator.client, "posthorn");
  table = { client: emulator.client, name: "posthorn", retentionDays: 30, now: () => T0 };
});
afterAll(() => emulator.stop());

const nameRow = (subscription: Subscription): TableRow => nameWrite("posthorn", subscription).Put?.Item as TableRow;

const foundIds = async (text: string, mostRead?: number) =>
  (await dynamoSubscriptionNames(table, mostRead).findNamed(text)).found.map(({ subscriptionId }) => subscriptionId);

describe("searching names", () => {
  it("reads only so many of the newest rows, and says that there are more", async () => {
    const made = Array.from({ length: 400 }, (_, n) => subscriptionAt("many", T0 + n, { name: "a bounded name" }));
    await allRowsPutter(table)(made.map(nameRow));
    const all = made.map(({ id }) => id).toReversed();
    expect(await dynamoSubscriptionNames(table).findNamed("bounded")).toMatchObject({ complete: true });
    expect(await foundIds("bounded")).toEqual(all);
    const few = await dynamoSubscriptionNames(table, 40).findNamed("bounded");
    expect([few.found.length, few.complete]).toEqual([40, false]);
    // Each partition gives its newest ten, so the very newest ones of all are among them.
    expect(few.found.slice(0, 10).map(({ subscriptionId }) => subscriptionId)).toEqual(all.slice(0, 10));
    const none = await dynamoSubscriptionNames(table, 40).findNamed("nobody has this");
    expect(none).toEqual({ found: [], complete: false });
  });

  it("reads on where DynamoDB cuts an answer at 1 MB", async () => {
    const url = `https://receiver.example/${"x".repeat(470)}`;
    const made = Array.from({ length: 9_000 }, (_, n) =>
      subscriptionAt("large", T0 + n, { name: "y".repeat(200), url }),
    );
    const oldest = subscriptionAt("large", T0 - 1, { name: "behind megabytes" });
    await allRowsPutter(table)([...made, oldest].map(nameRow));
    expect(await foundIds("behind mega")).toEqual([oldest.id]);
  });
});

it("takes one write unit for a long name and URL", () => {
  const row = nameRow(
    subscriptionAt("a".repeat(64), T0, { name: "x".repeat(200), url: `https://${"y".repeat(2_000)}` }),
  );
  expect(writeUnitsOf(row)).toBe(1);
});

it("lists a subscription of an earlier release once it is changed", async () => {
  const tenant = tenantOf();
  await dynamoTenantStore(table).createTenant(tenant);
  const early = subscriptionAt(tenant.id, T0, { name: "from an earlier release" });
  await allRowsPutter(table)([subscriptionRow(early)]);
  expect(await foundIds("earlier release")).toEqual([]);
  const changed = { ...early, active: false, updatedAt: iso(T0 + 1) };
  expect(await dynamoSubscriptionStore(table).replaceSubscription(changed, early.updatedAt)).toBe(true);
  expect(await foundIds("earlier release")).toEqual([early.id]);
});

it("erases the name of a subscription that an earlier release deleted, with its tenant", async () => {
  const tenant = tenantOf();
  const left = subscriptionAt(tenant.id, T0, { name: "left behind" });
  await allRowsPutter(table)([nameRow(left), deletedSubscriptionRow(refTo(tenant.id), left.id, iso(T0))]);
  const deletion = newDeletion(tenant, T0);
  for (let done = false; !done; ) ({ done } = await dynamoTenantEraser(table).subscriptions(deletion));
  expect(await batchGetter(table)([nameKey(left.id)])).toEqual([]);
});
