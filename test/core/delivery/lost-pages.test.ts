import { expect, it } from "vitest";
import { type LostPorts, requeueLost } from "../../../lib/core/delivery/lost-deliveries.ts";
import { firstUlidAt } from "../../../lib/core/ids.ts";
import { sampleEvent } from "../../support/factories.ts";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-02-01T00:00:00.000Z");

it("the lost deliveries of an event to 250 subscriptions are read and queued 100 at a time", async () => {
  const receivedAtMs = NOW - 15.5 * DAY_MS;
  const ulid = firstUlidAt(receivedAtMs);
  const subscriptionIds = Array.from({ length: 250 }, (_, n) => `sub_${firstUlidAt(NOW - n)}`);
  const event = { ...sampleEvent({}), ulid, receivedAt: new Date(receivedAtMs).toISOString(), subscriptionIds };
  const read: number[] = [];
  const queued: number[] = [];
  const requeue = requeueLost({
    retentionDays: 30,
    now: () => NOW,
    tenants: { listTenants: async () => ({ items: [{ id: "acme", incarnation: "ABCDEFGH" }] }) },
    subscriptions: { listSubscriptions: async () => [] },
    log: {
      listEvents: async () => ({ items: [{ ulid, deliveries: 250 }] }),
      getEvent: async () => event,
      getDeliveries: async (ids: string[]) => {
        read.push(ids.length);
        return new Map();
      },
    },
    editor: { replaceDeliveries: async (changes: unknown[]) => changes.map(() => true) },
    queue: { send: async (tasks: unknown[]) => void queued.push(tasks.length) },
  } as unknown as LostPorts);
  const counts = await Promise.all(Array.from({ length: 24 }, (_, hour) => requeue(hour, () => false)));
  expect(counts.toSorted((a, b) => b - a).slice(0, 2)).toEqual([250, 0]);
  expect(queued).toEqual([100, 100, 50]);
  expect(Math.max(...read)).toBe(100);
});
