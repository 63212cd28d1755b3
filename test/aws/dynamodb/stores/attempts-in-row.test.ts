import { randomBytes } from "node:crypto";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attemptRow } from "../../../../lib/aws/dynamodb/delivery-rows.ts";
import { allRowsPutter } from "../../../../lib/aws/dynamodb/driver/batch-put.ts";
import { queryPartition } from "../../../../lib/aws/dynamodb/driver/query.ts";
import { attemptsPk, deliveryKey } from "../../../../lib/aws/dynamodb/keys/delivery-keys.ts";
import { dynamoContentEraser } from "../../../../lib/aws/dynamodb/stores/content-eraser.ts";
import { dynamoDeliveryReader } from "../../../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoDeliveryRecorder } from "../../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import type { DeliveryRecord } from "../../../../lib/core/delivery/delivery-store.ts";
import type { Attempt } from "../../../../lib/core/model/attempt.ts";
import type { Delivery } from "../../../../lib/core/model/delivery.ts";
import { attemptAt, deliveryAt, iso, subscriptionAt, T0 } from "../../../support/contracts/sample-records.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";

let emulator: DynamoDbEmulator;
beforeAll(async () => {
  emulator = await startDynamoDb();
  await createTestTable(emulator.client, "posthorn");
});
afterAll(() => emulator.stop());

const tableOf = () => ({ client: emulator.client, name: "posthorn", retentionDays: 30, now: () => T0 });
const record = (records: DeliveryRecord[]) => dynamoDeliveryRecorder(tableOf()).record(records);
const listAttempts = (id: string) => dynamoLogReader(tableOf()).listAttempts(id);
const ownRowsOf = async (id: string) => (await queryPartition(tableOf(), attemptsPk(id))).map(({ sk }) => sk);

const ANSWERED = { excerpt: "no", answerHeaders: { server: "nginx" } };

/** As large as the attempts of a subscription that signs, so that only compressed ones fit. */
const failed = (number: number, more: Partial<Attempt> = {}): Attempt =>
  attemptAt(T0 + number * 1_000, {
    number,
    status: 500,
    failure: "http-500",
    url: "https://hooks.example.com/integrations/webhooks/posthorn/01HXYZ",
    requestHeaders: {
      "webhook-signature": `v1,${randomBytes(32).toString("base64")}`,
      "posthorn-attempt": `${number}`,
    },
    bodyDigest: `sha256:${"0f".repeat(32)}`,
    ...ANSWERED,
    ...more,
  });

const newDelivery = (): Delivery => deliveryAt(subscriptionAt("acme", T0), T0, { state: "retrying", attempts: 1 });

async function rowOf({ id }: Delivery): Promise<Delivery> {
  const { deliveries } = await dynamoDeliveryReader(tableOf()).loadContext([], [id]);
  const row = deliveries.get(id);
  if (!row) throw new Error("the delivery has no row");
  return row;
}

const followed = (before: Delivery, attempt: Attempt): DeliveryRecord => ({
  before,
  delivery: { ...before, attempts: attempt.number, updatedAt: attempt.at },
  attempt,
});

async function recordAll(delivery: Delivery, attempts: Attempt[]): Promise<void> {
  const [first, ...others] = attempts;
  expect(await record([{ delivery, attempt: first as Attempt }])).toEqual([undefined]);
  for (const attempt of others) expect(await record([followed(await rowOf(delivery), attempt)])).toEqual([undefined]);
}

describe("the attempts of a delivery", () => {
  it("are in its row while they fit", async () => {
    const delivery = newDelivery();
    const attempts = [1, 2, 3, 4].map((number) => failed(number));
    await recordAll(delivery, attempts);
    expect(await ownRowsOf(delivery.id)).toEqual([]);
    expect(await listAttempts(delivery.id)).toEqual(attempts);
  });

  it("have rows of their own from the first that doesn't fit", async () => {
    const delivery = newDelivery();
    const large = failed(3, { excerpt: randomBytes(700).toString("hex") });
    const attempts = [failed(1), failed(2), large, failed(4)];
    await recordAll(delivery, attempts);
    expect(await ownRowsOf(delivery.id)).toEqual(["0003", "0004"]);
    expect(await listAttempts(delivery.id)).toEqual(attempts);
  });

  it("are read from the rows of an earlier release, and stay in their order", async () => {
    const delivery = newDelivery();
    const attempts = [1, 2, 3].map((number) => failed(number));
    const [first, second, third] = attempts as [Attempt, Attempt, Attempt];
    await record([{ delivery: { ...delivery, attempts: 2 }, attempt: first }]);
    await allRowsPutter(tableOf())([attemptRow(tableOf(), delivery, second)]);
    await record([followed(await rowOf(delivery), third)]);
    expect(await ownRowsOf(delivery.id)).toEqual(["0002", "0003"]);
    expect(await listAttempts(delivery.id)).toEqual(attempts);
  });

  it("of two messages at a time are all kept", async () => {
    const delivery = newDelivery();
    await recordAll(delivery, [failed(1)]);
    const [slow, fast] = [await rowOf(delivery), await rowOf(delivery)];
    const [one, other] = [failed(2, { status: 501 }), failed(2, { status: 502, at: iso(T0 + 2_500) })];
    await record([followed(fast, one)]);
    await record([followed(slow, other)]);
    expect(await listAttempts(delivery.id)).toEqual([await firstOf(delivery), one, { ...other, number: 3 }]);
  });

  it("leave out one whose number another message took", async () => {
    const delivery = newDelivery();
    const attempts = [failed(1), failed(2)];
    await recordAll(delivery, attempts);
    // A message that wrote its attempt, and died before it wrote the delivery.
    await allRowsPutter(tableOf())([attemptRow(tableOf(), delivery, failed(2, { status: 503 }))]);
    expect(await listAttempts(delivery.id)).toEqual(attempts);
  });
});

describe("an erasure", () => {
  const answersOf = async ({ id }: Delivery) =>
    (await listAttempts(id)).map(({ excerpt, answerHeaders }) => [excerpt, answerHeaders]);
  const NONE = ["", undefined];

  it("removes the answers in the delivery's row and in rows of their own", async () => {
    const delivery = newDelivery();
    await recordAll(delivery, [failed(1), failed(2), failed(3, { excerpt: randomBytes(700).toString("hex") })]);
    await dynamoContentEraser(tableOf()).eraseAnswers([delivery], iso(T0 + 9_000));
    expect(await answersOf(delivery)).toEqual([NONE, NONE, NONE]);
  });

  it("outlives a message that read the delivery before it", async () => {
    const delivery = newDelivery();
    await recordAll(delivery, [failed(1)]);
    const before = await rowOf(delivery);
    await dynamoContentEraser(tableOf()).eraseAnswers([delivery], iso(T0 + 9_000));
    await record([followed(before, failed(2))]);
    expect(await answersOf(delivery)).toEqual([NONE, NONE]);
  });

  it("hides the answer in a row that a writer left behind when it died", async () => {
    const delivery = newDelivery();
    await recordAll(delivery, [failed(1)]);
    await dynamoContentEraser(tableOf()).eraseAnswers([delivery], iso(T0 + 9_000));
    await allRowsPutter(tableOf())([attemptRow(tableOf(), delivery, failed(2))]);
    expect(await answersOf(delivery)).toEqual([NONE, NONE]);
  });

  it("is completed by a message that comes between its mark and its end", async () => {
    const delivery = newDelivery();
    await recordAll(delivery, [failed(1)]);
    await emulator.client.send(
      new UpdateCommand({
        TableName: "posthorn",
        Key: deliveryKey(delivery.id),
        UpdateExpression: "SET contentErasedAt = :at",
        ExpressionAttributeValues: { ":at": iso(T0 + 9_000) },
      }),
    );
    await record([followed(await rowOf(delivery), failed(2, { excerpt: "", answerHeaders: undefined }))]);
    expect(await answersOf(delivery)).toEqual([NONE, NONE]);
  });
});

async function firstOf({ id }: Delivery): Promise<Attempt | undefined> {
  return (await listAttempts(id))[0];
}
