import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import type { LogTable } from "../../../../lib/aws/dynamodb/rows.ts";
import { dynamoAdmissionReader } from "../../../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoDeliveryEditor } from "../../../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoDeliveryReader } from "../../../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoDeliveryRecorder } from "../../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoEventWriter } from "../../../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoSubscriptionNames } from "../../../../lib/aws/dynamodb/stores/subscription-names.ts";
import { dynamoSubscriptionStore } from "../../../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoThingReader } from "../../../../lib/aws/dynamodb/stores/thing-reader.ts";
import { PipelineFault } from "../../../../lib/core/errors.ts";
import { newUlid } from "../../../../lib/core/ids.ts";
import type { DeliveryState } from "../../../../lib/core/model/delivery.ts";
import {
  attemptAt,
  deliveryAt,
  eventOf,
  refTo,
  subscriptionAt,
  subscriptionIdsOf,
  T0,
} from "../../../support/contracts/sample-records.ts";
import { type AwsCall, AwsFailure, type ScriptedAws, startScriptedAws } from "../../scripted-aws.ts";

type Keys = { Keys: { pk: { S: string }; sk: { S: string } }[] };

const keysIn = ({ input }: AwsCall): Keys => (input.RequestItems as { posthorn: Keys }).posthorn;
const cancelled = (...codes: string[]) =>
  new AwsFailure("TransactionCanceledException", 400, { CancellationReasons: codes.map((Code) => ({ Code })) });

const subscription = subscriptionAt("acme", T0);
const key = { tenantId: "acme", subscriptionId: subscription.id };
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

describe("reading", () => {
  it("admits in one call", async () => {
    aws.play(() => ({ Responses: { posthorn: [] } }));
    await dynamoAdmissionReader(table).admit("acme", "acme-12345678");
    expect(actions()).toEqual(["BatchGetItem"]);
    expect(aws.calls.map(keysIn)).toMatchObject([{ ConsistentRead: true, Keys: { length: 3 } }]);
  });

  it("loads what a batch needs in one strongly consistent call", async () => {
    const row = { pk: { S: "S#acme" }, sk: { S: subscription.id }, id: { S: subscription.id } };
    aws.play(() => ({ Responses: { posthorn: [row] } }));
    await dynamoDeliveryReader(table).loadContext(Array(10).fill(key), [recordOf("retrying").delivery.id]);
    expect(aws.calls.map(keysIn)).toMatchObject([{ ConsistentRead: true, Keys: { length: 2 } }]);
  });

  it("loads the tenants of deleted subscriptions in another call", async () => {
    aws.play(() => ({ Responses: { posthorn: [] } }));
    await dynamoDeliveryReader(table).loadContext(Array(10).fill(key), [recordOf("retrying").delivery.id]);
    expect(aws.calls.map((call) => keysIn(call).Keys.length)).toEqual([2, 1]);
    expect(keysIn(aws.calls[1] as AwsCall)).toMatchObject({ ConsistentRead: true, Keys: [{ pk: { S: "T#acme" } }] });
  });

  it("looks through tenants for what an id names at half the price", async () => {
    aws.play(() => ({ Responses: { posthorn: [] } }));
    const tenants = subscriptionIdsOf(3).map((id) => refTo(id));
    const things = dynamoThingReader(table);
    await things.readEvents(tenants.map((of) => ({ of, ulid: newUlid(T0), ownId: "order-1" })));
    await things.readSubscription(
      subscription.id,
      tenants.map(({ tenantId }) => tenantId),
    );
    expect(aws.calls.map(keysIn)).toMatchObject([
      { ConsistentRead: false, Keys: { length: 3 } },
      { ConsistentRead: false, Keys: { length: 3 } },
      { ConsistentRead: false, Keys: { length: 3 } },
    ]);
  });

  it("looks for names at half the price", async () => {
    aws.play(() => ({ Items: [] }));
    await dynamoSubscriptionNames(table).findNamed("orders");
    expect(aws.calls.map(({ action, input }) => [action, input.ConsistentRead])).toEqual(
      Array(4).fill(["Query", undefined]),
    );
  });

  it("retries only unprocessed keys", async () => {
    aws.play((call) => {
      const [first, ...rest] = keysIn(call).Keys;
      const left = rest.length > 0 ? { posthorn: { Keys: rest } } : {};
      return { Responses: { posthorn: [{ ...first, id: { S: first?.pk.S ?? "" } }] }, UnprocessedKeys: left };
    });
    const ids = [0, 1, 2].map((n) => recordOf("retrying", n).delivery.id);
    const { deliveries } = await dynamoDeliveryReader(table).loadContext([], ids);
    expect([...deliveries.keys()]).toEqual(ids);
    expect(aws.calls.map((call) => keysIn(call).Keys.length)).toEqual([3, 2, 1]);
  });

  it("rejects, rather than finding nothing, when it could not read", async () => {
    aws.play((call) => ({ Responses: {}, UnprocessedKeys: { posthorn: keysIn(call) } }));
    const { id } = recordOf("retrying").delivery;
    await expect(dynamoDeliveryReader(table).loadContext([], [id])).rejects.toThrow(PipelineFault);
    await expect(dynamoAdmissionReader(table).admit("acme", undefined)).rejects.toThrow(PipelineFault);
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
      dynamoLogReader(table).getEvent(refTo("acme"), newUlid(T0)),
      dynamoDeliveryReader(table).loadContext([], [recordOf("retrying").delivery.id]),
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
    const ulid = newUlid(T0);
    const row = { pk: { S: "E#acme#0" }, sk: { S: ulid }, type: { S: "a" }, data: { S: "1" }, deliveries: { N: "2" } };
    aws.play(({ action }) => (action === "Query" ? { Items: [] } : { Responses: { posthorn: [row] } }));
    await expect(dynamoLogReader(table).getEvent(refTo("acme"), ulid)).rejects.toThrow(PipelineFault);
    // The query may still be under way, and would count in the next test.
    await vi.waitFor(() => expect(actions().toSorted()).toEqual(["BatchGetItem", "Query"]));
  });
});

/** The answers to statements of BatchExecuteStatement: an error code, or undefined for success. */
const statements = (
  { input }: AwsCall,
  errorOf: (statement: string, index: number) => string | undefined = () => undefined,
) => ({
  Responses: (input.Statements as { Statement: string }[]).map(({ Statement }, index) => {
    const Code = errorOf(Statement, index);
    return Code === undefined ? {} : { Error: { Code, Message: "no" } };
  }),
});
const countIn = ({ input }: AwsCall): number => (input.Statements as unknown[])?.length ?? 0;
const inserts = (): AwsCall[] => aws.calls.filter(({ action }) => action === "BatchExecuteStatement");
/** Answers what a recorder writes besides its inserts. */
const others = ({ action }: AwsCall) => (action === "BatchGetItem" ? { Responses: { posthorn: [] } } : {});

describe("recording deliveries", () => {
  it("writes ten delivered deliveries, with their attempts, in one call", async () => {
    aws.play((call) => (call.action === "BatchExecuteStatement" ? statements(call) : others(call)));
    const records = Array.from({ length: 10 }, (_, n) => recordOf("delivered", n));
    expect(await dynamoDeliveryRecorder(table).record(records)).toEqual(Array(10).fill(undefined));
    // The other call writes the subscription's status.
    expect(actions().toSorted()).toEqual(["BatchExecuteStatement", "BatchWriteItem"]);
    expect(inserts().map(countIn)).toEqual([10]);
  });

  it("retries only throttled rows", async () => {
    aws.play((call) => {
      if (call.action !== "BatchExecuteStatement") return others(call);
      return statements(call, (_, index) => (index > 0 ? "ProvisionedThroughputExceeded" : undefined));
    });
    const records = [0, 1, 2].map((n) => recordOf("delivered", n));
    expect(await dynamoDeliveryRecorder(table).record(records)).toEqual([undefined, undefined, undefined]);
    expect(inserts().map(countIn)).toEqual([3, 2, 1]);
  });

  it("reports only a record with an unwritten row", async () => {
    aws.play((call) => {
      if (call.action !== "BatchExecuteStatement") return others(call);
      return statements(call, (_, index) => (index === 1 ? "ValidationError" : undefined));
    });
    const records = [0, 1, 2].map((n) => recordOf("delivered", n));
    const results = await dynamoDeliveryRecorder(table).record(records);
    expect(results).toEqual([undefined, expect.any(PipelineFault), undefined]);
  });

  it("reports every record when the table is throttled, and never rejects", async () => {
    aws.play(() => {
      throw new AwsFailure("ThrottlingException");
    });
    const results = await dynamoDeliveryRecorder(table).record([recordOf("delivered"), recordOf("retrying", 1)]);
    expect(results).toEqual([expect.any(PipelineFault), expect.any(PipelineFault)]);
  });

  it("writes an attempt's own row before the delivery that counts it", async () => {
    aws.play((call) => (call.action === "BatchExecuteStatement" ? statements(call) : others(call)));
    const { delivery } = recordOf("retrying");
    const again = { before: delivery, delivery: { ...delivery, attempts: 2 }, attempt: attemptAt(T0, { number: 2 }) };
    expect(await dynamoDeliveryRecorder(table).record([again])).toEqual([undefined]);
    const writes = actions().filter((action) => action !== "BatchWriteItem");
    expect(writes).toEqual(["BatchExecuteStatement", "UpdateItem"]);
  });

  it("reports a record whose attempt could not be written, and leaves its delivery alone", async () => {
    aws.play((call) =>
      call.action === "BatchExecuteStatement" ? statements(call, () => "AccessDenied") : others(call),
    );
    const { delivery } = recordOf("retrying");
    const again = { before: delivery, delivery: { ...delivery, attempts: 2 }, attempt: attemptAt(T0, { number: 2 }) };
    expect(await dynamoDeliveryRecorder(table).record([again])).toEqual([expect.any(PipelineFault)]);
    expect(actions()).not.toContain("UpdateItem");
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
    expect(actions()).toEqual(["UpdateItem", "UpdateItem", "UpdateItem"]);
  });
});

describe("writing events", () => {
  it("fails when one event stays unwritten", async () => {
    aws.play((call) => statements(call, (_, index) => (index === 0 ? "ThrottlingError" : undefined)));
    await expect(dynamoEventWriter(table).putEvents([eventOf("acme"), eventOf("acme")])).rejects.toThrow(PipelineFault);
  });

  it("writes large data before the event's own row, which relies on it", async () => {
    aws.play((call) => statements(call));
    const data = JSON.stringify(Array.from({ length: 400 }, () => Math.random()));
    await dynamoEventWriter(table).putEvents([eventOf("acme", { data })]);
    const written = aws.calls.flatMap(({ input }) => input.Statements as { Parameters: { S?: string }[] }[]);
    expect(written.map(({ Parameters }) => Parameters[1]?.S?.length)).toEqual([1, 26]);
  });

  it("writes further rows together with the event's own, which counts them", async () => {
    aws.play(() => ({}));
    await dynamoEventWriter(table).putEvents([eventOf("acme", { subscriptionIds: subscriptionIdsOf(1_001) })]);
    expect(actions()).toEqual(["TransactWriteItems"]);
    const writes = aws.calls[0]?.input.TransactItems as { Put: { Item: { sk: { S: string } } } }[];
    expect(writes.map(({ Put }) => Put.Item.sk.S.length).sort()).toEqual([26, 6]);
  });

  it("fails when a transaction stays unwritten", async () => {
    aws.play(() => {
      throw cancelled("ThrottlingError", "None");
    });
    const event = eventOf("acme", { subscriptionIds: subscriptionIdsOf(33) });
    await expect(dynamoEventWriter(table).putEvents([event])).rejects.toThrow(PipelineFault);
  });
});

describe("changing subscriptions", () => {
  it("rejects, rather than resolving with false, when a transaction is throttled", async () => {
    aws.play(() => {
      throw cancelled("ThrottlingError", "None");
    });
    const key = { tenantId: "acme", subscriptionId: subscription.id };
    await expect(
      dynamoSubscriptionStore(table).deleteSubscription({ ...key, incarnation: "ABCDEFGH" }),
    ).rejects.toThrow(PipelineFault);
  });

  it("fails when the tenant is gone", async () => {
    aws.play(() => {
      throw cancelled("None", "ConditionalCheckFailed");
    });
    await expect(dynamoSubscriptionStore(table).replaceSubscription(subscription, "x")).rejects.toThrow(PipelineFault);
  });
});
