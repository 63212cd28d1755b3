import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBusEvent } from "../../../lib/api/events/event-schemas.ts";
import { sqsOwnEvents } from "../../../lib/aws/sqs/own-events.ts";
import { BUS_SOURCE } from "../../../lib/contract/bus.ts";
import { alertExample } from "../../../lib/core/alerts/alert-examples.ts";
import type { OwnEvents } from "../../../lib/core/alerts/alert-routes.ts";
import { memoryQueue } from "../../support/memory/memory-queue.ts";
import { memoryOwnEvents } from "../../support/memory/memory-telling.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";
import { type Fauxqs, startSqs } from "../../support/sqs-emulator.ts";

const data = alertExample("subscription.failing");
const event = { id: data.id, type: "posthorn.subscription.failing", occurredAt: data.at, data } as const;

/** What every adapter of `OwnEvents` does. */
function contract(open: () => Promise<{ own: OwnEvents; bodies: () => Promise<string[]> }>): void {
  it("brings Posthorn's own events to ingest", async () => {
    const { own, bodies } = await open();
    await own.sendOwnEvents(["_operator", "acme"].map((tenantId) => ({ tenantId, ...event })));
    const read = (await bodies()).map((body) => readBusEvent(body, BUS_SOURCE));
    expect(read.sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1))).toEqual(
      ["_operator", "acme"].map((tenantId) => ({
        tenantId,
        event: { id: data.id, type: event.type, occurredAt: data.at, data: JSON.stringify(data) },
        time: data.at,
        isOwn: true,
      })),
    );
  });

  it("sends nothing for no events", async () => {
    const { own, bodies } = await open();
    await own.sendOwnEvents([]);
    expect(await bodies()).toEqual([]);
  });
}

describe("in memory", () => {
  contract(async () => {
    const queue = memoryQueue({ now: () => 0, visibilitySeconds: 60 });
    const bodies = async () => queue.receive(10).map(({ body }) => body);
    return {
      own: memoryOwnEvents(
        memoryWorld(() => 0),
        queue,
      ),
      bodies,
    };
  });
});

describe("SQS", () => {
  let sqs: Fauxqs;
  beforeAll(async () => {
    sqs = await startSqs();
  });
  afterAll(() => sqs.stop());

  contract(async () => {
    const QueueUrl = sqs.createQueue();
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
    const bodies = async () => ((await sqs.client.send(receive)).Messages ?? []).map(({ Body = "" }) => Body);
    return { own: sqsOwnEvents(sqs.client, QueueUrl), bodies };
  });
});
