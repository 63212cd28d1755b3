import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import type { LogTable } from "../../../../lib/aws/dynamodb/rows.ts";
import { dynamoAdmissionReader } from "../../../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoDeliveryEditor } from "../../../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoDeliveryReader } from "../../../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoDeliveryRecorder } from "../../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoEventWriter } from "../../../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoSubscriptionStore } from "../../../../lib/aws/dynamodb/stores/subscription-store.ts";
import { PipelineFault } from "../../../../lib/core/errors.ts";
import type { DeliveryState } from "../../../../lib/core/model.ts";
import { attemptAt, deliveryAt, eventOf, subscriptionAt, T0 } from "../../../support/contracts/sample-records.ts";
import { type AwsCall, AwsFailure, type ScriptedAws, startScriptedAws } from "../../scripted-aws.ts";

type Put = { PutRequest: { Item: { pk: { S: string }; sk: { S: string } } } };
type Keys = { Keys: { pk: { S: string }; sk: { S: string } }[] };

const putsIn = ({ input }: AwsCall): Put[] => (input.RequestItems as { posthorn: Put[] }).posthorn;
const keysIn = ({ input }: AwsCall): Keys => (input.RequestItems as { posthorn: Keys }).posthorn;
const cancelled = (...codes: string[]) =>
  new AwsFailure("TransactionCanceledException", 400, { CancellationReasons: codes.map((Code) => ({ Code })) });

const subscription = subscriptionAt("acme", T0);
const recordOf = (state: DeliveryState, n = 0) => ({
  delivery: deliveryAt(subscription, T0 + n, { state }),
  attempt: attemptAt(T0),
});

let aws: ScriptedAws;
let table: LogTable;

beforeAll(async () => {
  aws = await startScriptedAws();
  table = { client: dynamoDbClient(aws.overrides), name: "posthorn", retentionDays: 30, now: () => T0 };
});
afterAll(async () => {
  table.client.destroy();
  await aws.stop();
});

const actions = (): string[] => aws.calls.map(({ action }) => action);
const transactions = (): string[] => actions().filter((action) => action === "TransactWriteItems");

describe("reading", () => {
  it("admits in one call, without reading data", async () => {
    aws.play(() => ({ Responses: { posthorn: [] } }));
    const ids = Array.from({ length: 97 }, (_, n) => `evt_${n}`);
    await dynamoAdmissionReader(table).admit("acme", "acme-12345678", ids);
    expect(actions()).toEqual(["BatchGetItem"]);
    expect(aws.calls.map(keysIn)).toMatchObject([{ ConsistentRead: true, Keys: { length: 100 } }]);
    expect(JSON.stringify(aws.calls)).not.toContain('"data"');
  });

  it("loads what a batch needs in one strongly consistent call", async () => {
    aws.play(() => ({ Responses: { posthorn: [] } }));
    const key = { tenantId: "acme", subscriptionId: subscription.id };
    await dynamoDeliveryReader(table).loadContext(Array(10).fill(key), [recordOf("retrying").delivery.id]);
    expect(aws.calls.map(keysIn)).toMatchObject([{ ConsistentRead: true, Keys: { length: 2 } }]);
  });

  it("retries only unprocessed keys", async () => {
    aws.play((call) => {
      const [first, ...rest] = keysIn(call).Keys;
      const left = rest.length > 0 ? { posthorn: { Keys: rest } } : {};
      return { Responses: { posthorn: [{ ...first, id: { S: first?.pk.S ?? "" } }] }, UnprocessedKeys: left };
    });
    const { deliveries } = await dynamoDeliveryReader(table).loadContext([], ["a", "b", "c"]);
    expect([...deliveries.keys()]).toEqual(["D#a", "D#b", "D#c"]);
    expect(aws.calls.map((call) => keysIn(call).Keys.length)).toEqual([3, 2, 1]);
  });

  it("rejects, rather than finding nothing, when it could not read", async () => {
    aws.play((call) => ({ Responses: {}, UnprocessedKeys: { posthorn: keysIn(call) } }));
    await expect(dynamoDeliveryReader(table).loadContext([], ["a"])).rejects.toThrow(PipelineFault);
    await expect(dynamoAdmissionReader(table).admit("acme", undefined, ["e"])).rejects.toThrow(PipelineFault);
  });

  it.each([
    ["ProvisionedThroughputExceededException", 400],
    ["InternalServerError", 500],
    ["ResourceNotFoundException", 400],
    ["AccessDeniedException", 400],
  ])("rejects with a PipelineFault that has the cause: %s", async (name, status) => {
    aws.play(() => {
      throw new AwsFailure(name, status);
    });
    const asked = [
      dynamoSubscriptionStore(table).listSubscriptions("acme"),
      dynamoLogReader(table).getEvent("acme", "e"),
      dynamoDeliveryReader(table).loadContext([], ["a"]),
    ];
    for (const result of await Promise.allSettled(asked)) {
      expect(result).toMatchObject({ status: "rejected", reason: { name: "PipelineFault", cause: { name } } });
    }
  });

  it("follows a query that DynamoDB cuts short", async () => {
    aws.play(({ input }) =>
      input.ExclusiveStartKey
        ? { Items: [{ pk: { S: "S#acme" }, sk: { S: "b" }, id: { S: "b" } }] }
        : { Items: [], LastEvaluatedKey: { pk: { S: "S#acme" }, sk: { S: "a" } } },
    );
    const listed = await dynamoSubscriptionStore(table).listSubscriptions("acme");
    expect(listed.map(({ id }) => id)).toEqual(["b"]);
  });

  it("rejects when an event's further rows are missing", async () => {
    aws.play(() => ({
      Items: [{ pk: { S: "E#acme#e" }, sk: { S: "E" }, deliveries: { N: "2" }, subscriptionIds: { L: [{ S: "s" }] } }],
    }));
    await expect(dynamoLogReader(table).getEvent("acme", "e")).rejects.toThrow(PipelineFault);
  });
});

describe("recording deliveries", () => {
  it("writes ten delivered deliveries, with their attempts, in one call", async () => {
    aws.play(() => ({}));
    const records = Array.from({ length: 10 }, (_, n) => recordOf("delivered", n));
    expect(await dynamoDeliveryRecorder(table).record(records)).toEqual(Array(10).fill(undefined));
    expect(actions()).toEqual(["BatchWriteItem"]);
    // Ten deliveries, ten attempts, and the subscription's status.
    expect(aws.calls.flatMap(putsIn)).toHaveLength(21);
  });

  it("retries only unprocessed rows", async () => {
    aws.play((call) => ({ UnprocessedItems: { posthorn: putsIn(call).slice(3) } }));
    expect(await dynamoDeliveryRecorder(table).record([recordOf("delivered"), recordOf("delivered", 1)])).toEqual([
      undefined,
      undefined,
    ]);
    expect(aws.calls.map((call) => putsIn(call).length)).toEqual([5, 2]);
  });

  it("reports only a record with an unwritten row", async () => {
    const stuck = recordOf("delivered", 1);
    aws.play((call) => ({
      UnprocessedItems: {
        posthorn: putsIn(call)
          .filter((p) => p.PutRequest.Item.pk.S === `D#${stuck.delivery.id}`)
          .slice(-1),
      },
    }));
    const results = await dynamoDeliveryRecorder(table).record([
      recordOf("delivered"),
      stuck,
      recordOf("delivered", 2),
    ]);
    expect(results).toEqual([undefined, expect.any(PipelineFault), undefined]);
  });

  it("reports every record when the table is throttled, and never rejects", async () => {
    aws.play(() => {
      throw new AwsFailure("ThrottlingException");
    });
    const results = await dynamoDeliveryRecorder(table).record([recordOf("delivered"), recordOf("retrying", 1)]);
    expect(results).toEqual([expect.any(PipelineFault), expect.any(PipelineFault)]);
  });

  it("retries a transaction that conflicts with another one", async () => {
    aws.play(() => {
      if (transactions().length < 3) throw cancelled("TransactionConflict", "None");
      return {};
    });
    expect(await dynamoDeliveryRecorder(table).record([recordOf("retrying")])).toEqual([undefined]);
    expect(transactions()).toHaveLength(3);
  });

  it.each([
    ["TransactionConflict", 4],
    ["ValidationError", 1],
  ])("reports a record whose transaction is cancelled for good: %s", async (code, calls) => {
    aws.play(() => {
      throw cancelled("None", code);
    });
    expect(await dynamoDeliveryRecorder(table).record([recordOf("exhausted")])).toEqual([expect.any(PipelineFault)]);
    expect(transactions()).toHaveLength(calls);
  });

  it("reports a record whose delivery has ended but whose attempt could not be written", async () => {
    aws.play(({ action }) => {
      if (action === "TransactWriteItems") throw cancelled("ConditionalCheckFailed", "None");
      throw new AwsFailure("InternalServerError", 500);
    });
    expect(await dynamoDeliveryRecorder(table).record([recordOf("retrying")])).toEqual([expect.any(PipelineFault)]);
  });
});

describe("a single write", () => {
  it("is retried when it conflicts with a transaction", async () => {
    aws.play(() => {
      if (aws.calls.length < 3) throw new AwsFailure("TransactionConflictException");
      return {};
    });
    const { delivery } = recordOf("cancelled");
    expect(await dynamoDeliveryEditor(table).replaceDeliveries([{ before: delivery, after: delivery }])).toEqual([
      true,
    ]);
    expect(actions()).toEqual(["PutItem", "PutItem", "PutItem"]);
  });
});

describe("writing events", () => {
  it("fails when one event stays unwritten", async () => {
    aws.play((call) => ({ UnprocessedItems: { posthorn: putsIn(call).slice(0, 1) } }));
    await expect(dynamoEventWriter(table).putEvents([eventOf("acme"), eventOf("acme")])).rejects.toThrow(PipelineFault);
  });

  it("writes further rows before the event's own, which counts them", async () => {
    aws.play(() => ({}));
    await dynamoEventWriter(table).putEvents([eventOf("acme", { subscriptionIds: Array(1_001).fill("sub_1") })]);
    const order = aws.calls.flatMap(putsIn).map((put) => put.PutRequest.Item.sk.S);
    expect(order).toEqual(["M#0001", "E"]);
  });
});

describe("changing subscriptions", () => {
  it("rejects, rather than resolving with false, when a transaction is throttled", async () => {
    aws.play(() => {
      throw cancelled("ThrottlingError", "None");
    });
    const key = { tenantId: "acme", subscriptionId: subscription.id };
    await expect(dynamoSubscriptionStore(table).deleteSubscription(key)).rejects.toThrow(PipelineFault);
  });

  it("fails when the tenant is gone", async () => {
    aws.play(() => {
      throw cancelled("None", "ConditionalCheckFailed");
    });
    await expect(dynamoSubscriptionStore(table).replaceSubscription(subscription, "x")).rejects.toThrow(PipelineFault);
  });
});
