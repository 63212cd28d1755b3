import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventBridgeClient } from "../../../lib/aws/clients.ts";
import { eventBridgeAnnouncer } from "../../../lib/aws/eventbridge/announcer.ts";
import { announcerContract } from "../../support/contracts/announcer-contract.ts";
import { deliveryAt, iso, subscriptionAt, T0 } from "../../support/contracts/sample-records.ts";
import { memoryAnnouncer } from "../../support/memory/memory-announcer.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";
import { type AwsCall, AwsFailure, type ScriptedAws, startScriptedAws } from "../scripted-aws.ts";

type Entry = { Source: string; DetailType: string; Detail: string; EventBusName: string };

const entriesIn = ({ input }: AwsCall): Entry[] => input.Entries as Entry[];
const taken = (_: Entry, index: number) => ({ EventId: `e${index}` });
const idIn = ({ Detail }: Entry): string => JSON.parse(Detail).deliveryId;

let aws: ScriptedAws;
let client: EventBridgeClient;

beforeAll(async () => {
  aws = await startScriptedAws();
  client = eventBridgeClient(aws.overrides);
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

const exhausted = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    deliveryAt(subscriptionAt("acme", T0), T0 + n, {
      state: "exhausted",
      failure: "http-500",
      lastStatus: 500,
      attempts: 4,
    }),
  );

describe("in memory", () => {
  announcerContract(async () => {
    const world = memoryWorld(() => 0);
    return { announcer: memoryAnnouncer(world), announced: () => world.announced.map(({ id }) => id) };
  });
});

describe("EventBridge", () => {
  announcerContract(async () => {
    aws.play((call) => ({ FailedEntryCount: 0, Entries: entriesIn(call).map(taken) }));
    const announcer = eventBridgeAnnouncer(client, "posthorn-bus");
    return { announcer, announced: () => aws.calls.flatMap(entriesIn).map(idIn) };
  });

  it("tells the outcome of the delivery, but no event data", async () => {
    aws.play((call) => ({ FailedEntryCount: 0, Entries: entriesIn(call).map(taken) }));
    const [delivery] = exhausted(1);
    await eventBridgeAnnouncer(client, "posthorn-bus").announceExhausted(delivery ? [delivery] : []);
    const [entry] = aws.calls.flatMap(entriesIn);
    expect(entry).toMatchObject({ Source: "posthorn", DetailType: "delivery.exhausted", EventBusName: "posthorn-bus" });
    expect(JSON.parse(entry?.Detail ?? "")).toEqual({
      deliveryId: delivery?.id,
      tenantId: "acme",
      subscriptionId: delivery?.subscriptionId,
      eventId: delivery?.eventId,
      type: "invoice.paid",
      attempts: 4,
      failure: "http-500",
      lastStatus: 500,
      at: iso(T0),
    });
  });

  it("publishes again only the events that failed", async () => {
    aws.play((call) => {
      const entries = entriesIn(call).map((entry, index) =>
        index === 1 ? { ErrorCode: "InternalFailure" } : taken(entry, index),
      );
      return { FailedEntryCount: entries.length > 1 ? 1 : 0, Entries: entries };
    });
    const made = exhausted(3);
    await eventBridgeAnnouncer(client, "bus").announceExhausted(made);
    expect(aws.calls.map((call) => entriesIn(call).map(idIn))).toEqual([made.map(({ id }) => id), [made[1]?.id]]);
  });

  it("fails when the bus keeps rejecting an event", async () => {
    aws.play((call) => ({
      FailedEntryCount: 1,
      Entries: entriesIn(call).map(() => ({ ErrorCode: "ThrottlingException" })),
    }));
    await expect(eventBridgeAnnouncer(client, "bus").announceExhausted(exhausted(1))).rejects.toMatchObject({
      name: "PipelineFault",
    });
  });

  it("fails when the bus can't be reached", async () => {
    aws.play(() => {
      throw new AwsFailure("InternalException", 500);
    });
    await expect(eventBridgeAnnouncer(client, "bus").announceExhausted(exhausted(1))).rejects.toMatchObject({
      name: "PipelineFault",
      cause: { name: "InternalException" },
    });
  });
});
