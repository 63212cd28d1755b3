import { cursorAfter, placeOf } from "../../../lib/aws/dynamodb/cursor.ts";
import { deliveryLogSk } from "../../../lib/aws/dynamodb/table.ts";
import type { Delivery } from "../../../lib/core/model.ts";
import type { LogReader, Page, PageRequest, SubscriptionKey } from "../../../lib/core/ports.ts";
import type { MemoryWorld } from "./world.ts";

export const memoryLogReader = (world: MemoryWorld): LogReader => ({
  getEvent: async (tenantId, eventId) => world.faults.call("readLog", () => world.events.get(`${tenantId}/${eventId}`)),
  getDeliveries: async (ids) =>
    world.faults.call("readLog", () => {
      const found = ids.flatMap((id) => world.deliveries.get(id) ?? []);
      return new Map(found.map((d) => [d.id, d]));
    }),
  listAttempts: async (deliveryId) =>
    world.faults.call("readLog", () => {
      const own = world.attempts.values().filter((a) => a.deliveryId === deliveryId);
      return own.map(({ attempt }) => attempt).sort((a, b) => a.number - b.number);
    }),
  listDeliveries: async (key, page) => world.faults.call("readLog", () => pageOf(world, key, page)),
});

function pageOf(world: MemoryWorld, key: SubscriptionKey, { limit, after }: PageRequest): Page<Delivery> {
  const place = after === undefined ? undefined : placeOf(after, key.subscriptionId);
  const found = world.deliveries
    .values()
    .filter((d) => d.tenantId === key.tenantId && d.subscriptionId === key.subscriptionId)
    .filter((d) => place === undefined || deliveryLogSk(d) < place)
    .sort((a, b) => (deliveryLogSk(a) < deliveryLogSk(b) ? 1 : -1));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last ? { items, next: cursorAfter(last) } : { items };
}
