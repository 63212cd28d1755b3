import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetQueueUrlCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { TooManyRequests } from "../../../../lib/local/functions/concurrency.ts";
import { awsForTest, clientsOf, eventually } from "../../support/local-aws.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:ingest";
const deadLetterArn = "arn:aws:sqs:us-east-1:000000000000:dead";
const rule = {
  name: "intake",
  busName: "shop",
  eventPattern: { source: [{ "anything-but": "posthorn" }] },
  targets: [{ id: "ingest", arn: functionArn, deadLetterArn }],
};
const entry = { EventBusName: "shop", Source: "test", DetailType: "invoice.paid", Detail: '{"id":1}' };

interface Call {
  arn: string;
  event: unknown;
}

/** Starts a bus whose rule invokes a function. The function fails when `fails` returns true. */
async function startBus(
  dataDir = temporaryFolder(),
  fails: (calls: Call[]) => boolean = () => false,
  failure: Error = new TypeError("ingest fell over"),
) {
  const calls: Call[] = [];
  const invokeFunction = async (arn: string, event: unknown) => {
    calls.push({ arn, event });
    if (fails(calls)) throw failure;
  };
  const aws = await awsForTest(dataDir, { invokeFunction, retryWaitsMs: [20, 40] });
  await aws.createBus("shop");
  await aws.createQueue("dead", {});
  await aws.putRule(rule);
  const { events, sqs } = clientsOf(aws.endpoint);
  return {
    aws,
    calls,
    sqs,
    put: (...Entries: object[]) => events.send(new PutEventsCommand({ Entries: Entries as [] })),
  };
}

it("tries a throttled function again until it runs, more often than a failing one", async () => {
  const { aws, calls, sqs, put } = await startBus(temporaryFolder(), ({ length }) => length < 6, new TooManyRequests());
  await put(entry);
  await eventually(() => expect(calls).toHaveLength(6));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "dead" }));
  expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();
  await aws.stop();
});

describe("PutEvents", () => {
  it("invokes the target at once with an event in AWS's shape", async () => {
    const { calls, put } = await startBus();
    const started = Date.now();
    const { Entries, FailedEntryCount } = await put({
      ...entry,
      Time: new Date("2026-01-02T03:04:05Z"),
      Resources: ["r"],
    });
    await eventually(() => expect(calls).toHaveLength(1));
    expect(Date.now() - started).toBeLessThan(500);
    expect(FailedEntryCount).toBe(0);
    expect(calls[0]).toEqual({
      arn: functionArn,
      event: {
        version: "0",
        id: Entries?.[0]?.EventId,
        "detail-type": "invoice.paid",
        source: "test",
        account: "000000000000",
        time: "2026-01-02T03:04:05Z",
        region: "us-east-1",
        resources: ["r"],
        detail: { id: 1 },
      },
    });
  });

  it("accepts events that no rule matches, and invokes nothing for them", async () => {
    const { calls, put } = await startBus();
    await put({ ...entry, Source: "posthorn" }, { ...entry, EventBusName: undefined }, entry);
    await eventually(() => expect(calls).toHaveLength(1));
    expect(calls[0]?.event).toMatchObject({ source: "test" });
  });

  it.each([
    ["no source", { ...entry, Source: undefined }, "InvalidArgument"],
    ["no type", { ...entry, DetailType: "" }, "InvalidArgument"],
    ["no detail", { ...entry, Detail: undefined }, "InvalidArgument"],
    ["a detail that is not JSON", { ...entry, Detail: "{" }, "MalformedDetail"],
    ["a detail that is no object", { ...entry, Detail: "[1]" }, "MalformedDetail"],
    ["a source of AWS", { ...entry, Source: "aws.s3" }, "NotAuthorizedForSourceException"],
    ["an unknown bus", { ...entry, EventBusName: "none" }, "InvalidArgument"],
  ])("refuses an entry with %s, and accepts its neighbours", async (_name, bad, code) => {
    const { calls, put } = await startBus();
    const answer = await put(bad, entry);
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries).toMatchObject([{ ErrorCode: code }, { EventId: expect.any(String) }]);
    await eventually(() => expect(calls).toHaveLength(1));
  });

  it("refuses more than 10 entries or 1 MB", async () => {
    const { put } = await startBus();
    const refused = { name: "ValidationException" };
    await expect(put(...Array.from({ length: 11 }, () => entry))).rejects.toMatchObject(refused);
    const large = { ...entry, Detail: JSON.stringify({ text: "a".repeat(600_000) }) };
    await expect(put(large, large)).rejects.toMatchObject(refused);
    expect((await put(large)).FailedEntryCount).toBe(0);
  });
});

describe("a function that fails", () => {
  it("is invoked again", async () => {
    const { calls, put } = await startBus(undefined, ({ length }) => length < 3);
    await put(entry);
    await eventually(() => expect(calls).toHaveLength(3));
    expect(new Set(calls.map(({ event }) => JSON.stringify(event))).size).toBe(1);
  });

  it("is given up after three tries, and the event goes to the dead-letter queue", async () => {
    const { calls, put, sqs } = await startBus(undefined, () => true);
    await put(entry);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "dead" }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    expect(calls).toHaveLength(3);
    expect(JSON.parse(Messages?.[0]?.Body ?? "")).toMatchObject({
      requestContext: {
        condition: "RetriesExhausted",
        approximateInvokeCount: 3,
        functionArn: `${functionArn}:$LATEST`,
      },
      requestPayload: { source: "test", detail: { id: 1 } },
      responsePayload: { errorType: "TypeError", errorMessage: "ingest fell over" },
    });
  });
});

it("sends the dead letter with the permissions of the target's principal", async () => {
  const { aws, put, sqs } = await startBus(undefined, () => true);
  await aws.putRule({ ...rule, eventPattern: { source: ["nothing"] } });
  const granted = [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: deadLetterArn }];
  const names = ["without", "granted"];
  for (const name of names) {
    const { accessKeyId } = aws.addPrincipal(name, name === "granted" ? granted : []);
    const target = { id: name, arn: functionArn, deadLetterArn, deadLetterAccessKeyId: accessKeyId };
    await aws.putRule({ ...rule, name, eventPattern: { source: [name] }, targets: [target] });
  }
  await put(...names.map((Source) => ({ ...entry, Source })));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "dead" }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  expect(Messages?.map(({ Body = "" }) => JSON.parse(Body).requestPayload.source)).toEqual(["granted"]);
  expect(aws.usage()).toEqual([{ principal: "granted", action: "sqs:SendMessage", resource: deadLetterArn }]);
});

it("invokes the target after a restart if the earlier run did not finish", async () => {
  const dataDir = temporaryFolder();
  const before = await startBus(dataDir, () => true);
  await before.put(entry);
  await eventually(() => expect(before.calls).toHaveLength(1));
  await before.aws.stop();
  const after = await startBus(dataDir);
  await eventually(() => expect(after.calls).toHaveLength(1));
  expect(after.calls[0]?.event).toEqual(before.calls[0]?.event);
  await after.aws.stop();
  const idle = await startBus(dataDir);
  await idle.put(entry);
  await eventually(() => expect(idle.calls).toHaveLength(1));
});

it("refuses a rule that it does not support", async () => {
  const { aws } = await startBus();
  await expect(aws.putRule({ ...rule, eventPattern: { source: [{ cidr: "10.0.0.0/8" }] } })).rejects.toThrow(
    /intake.*cidr/,
  );
  await expect(aws.putRule({ ...rule, busName: "none" })).rejects.toThrow(/bus none does not exist/);
});
