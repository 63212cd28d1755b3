import { describe, expect, it } from "vitest";
import type { DeliveryQueue, MessageVisibility } from "../../../lib/core/delivery/delivery-queue.ts";
import type { RetryQueue } from "../../../lib/core/delivery/retry-queue.ts";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import type { FanOutQueue } from "../../../lib/core/fan-out/fan-out-queue.ts";
import { decodePage, PAGE_SIZE } from "../../../lib/core/fan-out/page.ts";
import { WAKE_REASONS, type WakeQueue } from "../../../lib/core/health/health-store.ts";
import { decodeWake } from "../../../lib/core/health/wake-message.ts";
import type { IntakeQueue } from "../../../lib/core/log/rejected-events.ts";
import type { QueueGauge } from "../../../lib/core/overview/in-flight.ts";
import { decodeSlice } from "../../../lib/core/replay/replay-message.ts";
import type { ReplayQueue } from "../../../lib/core/replay/replay-store.ts";
import { sampleTask, subscriptionIdsOf } from "./sample-records.ts";

/** The ports of a new, empty queue. A received message stays invisible for at least a minute. */
interface QueuePorts {
  queue: DeliveryQueue;
  retries: RetryQueue;
  visibility: MessageVisibility;
  pages: FanOutQueue;
  slices: ReplayQueue;
  wakes: WakeQueue;
  gauge: QueueGauge;
  intake: IntakeQueue;
  /** Receives up to ten messages that are visible now. */
  receive(): Promise<Received[]>;
}

interface Received {
  body: string;
  receiptHandle: string;
  /** The message's own attributes. */
  attributes?: Record<string, string>;
}

export type OpenQueue = () => Promise<QueuePorts>;

/** The contracts of `DeliveryQueue`, `RetryQueue`, `FanOutQueue`, `ReplayQueue`, `WakeQueue`, `IntakeQueue`, `QueueGauge` and `MessageVisibility`. */
export function queueContract(open: OpenQueue): void {
  async function drain({ receive }: QueuePorts): Promise<Received[]> {
    const all = [];
    for (let some = await receive(); some.length > 0; some = await receive()) all.push(...some);
    return all;
  }

  describe("DeliveryQueue", () => {
    it("queues every task unchanged", async () => {
      const ports = await open();
      const tasks = Array.from({ length: 25 }, (_, n) => sampleTask(`t${n % 3}`, `{"n":${n}}`));
      await ports.queue.send(tasks);
      const received = (await drain(ports)).map(({ body }) => decodeTask(body));
      expect(received.toSorted(byDeliveryId)).toEqual(tasks.toSorted(byDeliveryId));
    });

    it("queues the largest events, which don't fit into one call", async () => {
      const ports = await open();
      const largest = `"${"\u{10FFFF}".repeat(65_535)}"`;
      await ports.queue.send(Array.from({ length: 6 }, () => sampleTask("t1", largest)));
      const received = await drain(ports);
      expect(received.map(({ body }) => decodeTask(body)?.event.data === largest)).toEqual(Array(6).fill(true));
    });

    it("does nothing for no tasks", async () => {
      const ports = await open();
      await ports.queue.send([]);
      expect(await ports.receive()).toEqual([]);
    });
  });

  describe("RetryQueue", () => {
    it("queues tasks unchanged, and hides delayed ones", async () => {
      const ports = await open();
      const tasks = Array.from({ length: 25 }, (_, n) => ({ ...sampleTask("t1", `{"n":${n}}`), sentOn: n }));
      await ports.retries.sendLater(tasks.map((task, n) => ({ task, delaySeconds: n % 2 === 0 ? 0 : 900 })));
      const received = (await drain(ports)).map(({ body }) => decodeTask(body));
      const visible = tasks.filter((_, n) => n % 2 === 0);
      expect(received.toSorted(byDeliveryId)).toEqual(visible.toSorted(byDeliveryId));
    });

    it("does nothing for no tasks", async () => {
      const ports = await open();
      await ports.retries.sendLater([]);
      expect(await ports.receive()).toEqual([]);
    });
  });

  describe("FanOutQueue", () => {
    it("queues the largest pages unchanged", async () => {
      const ports = await open();
      const { event } = sampleTask("t1", `"${"\u{10FFFF}".repeat(65_535)}"`);
      const pageOf = (undecided: object) => ({
        event,
        incarnation: "ABCDEFGH",
        subscriptionIds: subscriptionIdsOf(PAGE_SIZE),
        ...undecided,
      });
      const pages = [pageOf({}), pageOf({ undecided: true }), pageOf({}), pageOf({})];
      await ports.pages.sendPages(pages);
      const received = (await drain(ports)).map(({ body }) => decodePage(body));
      const firstId = (page: (typeof received)[number]) => String(page?.subscriptionIds[0]);
      const inOrder = (all: typeof received) => all.toSorted((a, b) => (firstId(a) < firstId(b) ? -1 : 1));
      expect(inOrder(received)).toEqual(inOrder(pages));
    });
  });

  describe("ReplayQueue", () => {
    it("queues a slice unchanged, and hides a delayed one", async () => {
      const ports = await open();
      const slice = { tenantId: "t1", incarnation: "ABCDEFGH", replayId: "rpl_1", slice: 3 };
      await ports.slices.sendSlice(slice, 0);
      await ports.slices.sendSlice({ ...slice, slice: 4 }, 60);
      expect((await drain(ports)).map(({ body }) => decodeSlice(body))).toEqual([slice]);
    });
  });

  describe("WakeQueue", () => {
    it("queues subscriptions, and hides delayed ones", async () => {
      const ports = await open();
      const keys = Array.from({ length: 12 }, (_, n) => ({ tenantId: "t1", subscriptionId: `sub_${n}` }));
      await ports.wakes.sendWakes(keys, 0);
      await ports.wakes.sendWakes([{ tenantId: "t1", subscriptionId: "later" }], 60);
      await ports.wakes.sendWakes([], 0);
      const received = (await drain(ports)).flatMap(({ body }) => decodeWake(body) ?? []);
      expect(new Set(received.map(({ subscriptionId }) => subscriptionId)).size).toBe(12);
      expect(received).toEqual(expect.arrayContaining(keys));
    });

    it("says why", async () => {
      const ports = await open();
      const wakes = WAKE_REASONS.map((reason) => ({ tenantId: "t1", subscriptionId: `sub_${reason}`, reason }));
      await ports.wakes.sendWakes(wakes, 0);
      const received = (await drain(ports)).flatMap(({ body }) => decodeWake(body) ?? []);
      expect(received).toHaveLength(wakes.length);
      expect(received).toEqual(expect.arrayContaining(wakes));
    });
  });

  describe("QueueGauge", () => {
    it("counts messages that can be received, were received, and are delayed", async () => {
      const ports = await open();
      expect(await ports.gauge.measure()).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
      await ports.queue.send([sampleTask("t1", "1"), sampleTask("t1", "2")]);
      await ports.retries.sendLater([{ task: sampleTask("t1", "3"), delaySeconds: 900 }]);
      expect(await ports.gauge.measure()).toEqual({ visible: 2, notVisible: 0, delayed: 1 });
      const [first] = await drain(ports);
      expect(await ports.gauge.measure()).toEqual({ visible: 0, notVisible: 2, delayed: 1 });
      await ports.visibility.changeVisibility([{ receiptHandle: first?.receiptHandle ?? "", seconds: 0 }]);
      expect(await ports.gauge.measure()).toEqual({ visible: 1, notVisible: 1, delayed: 1 });
    });
  });

  describe("IntakeQueue", () => {
    it("sends an event unchanged, with the id of its record", async () => {
      const ports = await open();
      await ports.intake.redrive({ id: "rej_1", body: '{ "n": 1.10 }' });
      expect(await drain(ports)).toMatchObject([{ body: '{ "n": 1.10 }', attributes: { rejectedEventId: "rej_1" } }]);
    });
  });

  describe("MessageVisibility", () => {
    it("makes a message visible at once", async () => {
      const ports = await open();
      await ports.queue.send([sampleTask("t1")]);
      const [first] = await ports.receive();
      expect(await ports.receive()).toEqual([]);
      const changes = [{ receiptHandle: first?.receiptHandle ?? "", seconds: 0 }];
      expect(await ports.visibility.changeVisibility(changes)).toBe(0);
      expect((await ports.receive()).map(({ body }) => body)).toEqual([first?.body]);
    });

    it("changes more messages than fit into one call, and counts those that failed", async () => {
      const ports = await open();
      await ports.queue.send(Array.from({ length: 15 }, () => sampleTask("t1")));
      const received = await drain(ports);
      const changes = received.map(({ receiptHandle }) => ({ receiptHandle, seconds: 0 }));
      const strangers = [{ receiptHandle: "no-such-handle", seconds: 0 }];
      expect(await ports.visibility.changeVisibility([...strangers, ...changes])).toBe(1);
      expect(await drain(ports)).toHaveLength(15);
    });

    it("does nothing for no changes", async () => {
      expect(await (await open()).visibility.changeVisibility([])).toBe(0);
    });
  });
}

const byDeliveryId = (a?: { deliveryId: string }, b?: { deliveryId: string }): number =>
  (a?.deliveryId ?? "") < (b?.deliveryId ?? "") ? -1 : 1;
