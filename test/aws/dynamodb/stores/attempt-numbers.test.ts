import { afterAll, beforeAll, expect, it } from "vitest";
import { attemptRow } from "../../../../lib/aws/dynamodb/delivery-rows.ts";
import { allRowsPutter } from "../../../../lib/aws/dynamodb/driver/batch-put.ts";
import { dynamoDeliveryRecorder } from "../../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import { attemptAt, deliveryAt, subscriptionAt, T0 } from "../../../support/contracts/sample-records.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";

let emulator: DynamoDbEmulator;
beforeAll(async () => {
  emulator = await startDynamoDb();
  await createTestTable(emulator.client, "posthorn");
});
afterAll(() => emulator.stop());

it("two messages whose attempts take one number keep both attempts, each once", async () => {
  const table = { client: emulator.client, name: "posthorn", retentionDays: 30, now: () => T0 };
  const { record } = dynamoDeliveryRecorder(table);
  const first = deliveryAt(subscriptionAt("acme", T0), T0, { state: "retrying" });
  await record([{ delivery: first, attempt: attemptAt(T0, { status: 500 }) }]);
  const secondOf = (ms: number, status: number) => ({
    before: first,
    delivery: { ...first, attempts: 2, updatedAt: new Date(T0 + ms).toISOString() },
    attempt: attemptAt(T0 + ms, { number: 2, status }),
  });
  const [slow, fast] = [secondOf(1, 501), secondOf(2, 502)];
  // The slow message has written its attempt, and not yet its delivery.
  await allRowsPutter(table)([attemptRow(table, slow.delivery, slow.attempt)]);
  expect(await record([fast])).toEqual([undefined]);
  expect(await record([slow])).toEqual(["late"]);
  const attempts = await dynamoLogReader(table).listAttempts(first.id);
  expect(attempts.map(({ number, status }) => [number, status])).toEqual([
    [1, 500],
    [2, 502],
    [3, 501],
  ]);
});
