import { describe, expect, it } from "vitest";
import type { DeliveryQueue, MessageVisibility } from "../../../lib/core/delivery/delivery-queue.ts";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { decodeSlice } from "../../../lib/core/replay/replay-message.ts";
import type { ReplayQueue } from "../../../lib/core/replay/replay-store.ts";
import { sampleTask } from "./sample-records.ts";

/** The ports of a new, empty queue. A received message stays invisible for at least a minute. */
interface QueuePorts {
  queue: DeliveryQueue;
  visibility: MessageVisibility;
  slices: ReplayQueue;
  /** Receives up to ten messages that are visible now. */
  receive(): Promise<{ body: string; receiptHandle: string }[]>;
}

export type OpenQueue = () => Promise<QueuePorts>;

/** The contracts of `DeliveryQueue`, `ReplayQueue` and `MessageVisibility`. */
export function queueContract(open: OpenQueue): void {
  async function drain({ receive }: QueuePorts): Promise<{ body: string; receiptHandle: string }[]> {
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

  describe("ReplayQueue", () => {
    it("queues a slice unchanged, and hides a delayed one", async () => {
      const ports = await open();
      const slice = { tenantId: "t1", incarnation: "ABCDEFGH", replayId: "rpl_1", slice: 3 };
      await ports.slices.sendSlice(slice, 0);
      await ports.slices.sendSlice({ ...slice, slice: 4 }, 60);
      expect((await drain(ports)).map(({ body }) => decodeSlice(body))).toEqual([slice]);
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
