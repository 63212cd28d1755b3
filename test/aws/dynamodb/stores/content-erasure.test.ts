import { afterAll, beforeAll, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import { dynamoContentEraser } from "../../../../lib/aws/dynamodb/stores/content-eraser.ts";
import { dynamoDeliveryRecorder } from "../../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import { attemptAt, deliveryAt, iso, subscriptionAt, T0 } from "../../../support/contracts/sample-records.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";
import { testCredentials } from "../../../support/test-credentials.ts";

let emulator: DynamoDbEmulator;
beforeAll(async () => {
  emulator = await startDynamoDb();
  await createTestTable(emulator.client, "posthorn");
});
afterAll(() => emulator.stop());

it("an erasure that is repeated writes only what an earlier one left", async () => {
  const { client, calls } = counting();
  const table = { client, name: "posthorn", retentionDays: 30, now: () => T0 };
  const deliveries = Array.from({ length: 150 }, () => deliveryAt(subscriptionAt("acme", T0), T0));
  const answered = deliveries.map((delivery) => ({ delivery, attempt: attemptAt(T0, { excerpt: "Hello Ada" }) }));
  expect(await dynamoDeliveryRecorder(table).record(answered)).toEqual(deliveries.map(() => undefined));
  const log = dynamoLogReader(table);
  const rows = async () => [...(await log.getDeliveries(deliveries.map(({ id }) => id))).values()];
  const { eraseAnswers } = dynamoContentEraser(table);
  // An earlier erasure ran out of time after 100 deliveries.
  await eraseAnswers((await rows()).slice(0, 100), iso(T0));
  const left = await rows();
  calls.clear();
  await eraseAnswers(left, iso(T0 + 1));
  // The rows, and the attempts that may have rows of their own: two calls each.
  expect([...calls]).toEqual([
    ["UpdateItem", 100],
    ["BatchGetItem", 4],
  ]);
  expect((await rows()).filter(({ contentErasedAt }) => contentErasedAt === iso(T0))).toHaveLength(100);
  const attempts = await Promise.all(deliveries.map(({ id }) => log.listAttempts(id)));
  expect(attempts.flat().filter(({ excerpt }) => excerpt === "")).toHaveLength(deliveries.length);
  client.destroy();
});

/** A client, and the number of its calls of each kind. */
function counting() {
  const client = dynamoDbClient({ endpoint: emulator.endpoint, ...testCredentials });
  const calls = new Map<string, number>();
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = ((...given: Parameters<typeof handle>) => {
    const { headers } = given[0];
    const [name = ""] = String(headers["x-amz-target"] ?? headers["X-Amz-Target"])
      .split(".")
      .slice(-1);
    calls.set(name, (calls.get(name) ?? 0) + 1);
    return handle(...given);
  }) as typeof handle;
  return { client, calls };
}
