import { PipelineFault } from "../../../lib/core/errors.ts";
import type { DeliveryLog, DeliveryReader, DeliveryRecord } from "../../../lib/core/ports.ts";
import type { MemoryWorld } from "./world.ts";

export const memoryDeliveryReader = ({ faults, subscriptions, deliveries }: MemoryWorld): DeliveryReader => ({
  loadContext: async (keys, deliveryIds) =>
    faults.call("loadContext", () => {
      const found = keys.flatMap((key) => subscriptions.get(`${key.tenantId}/${key.subscriptionId}`) ?? []);
      const rows = deliveryIds.flatMap((id) => deliveries.get(id) ?? []);
      return {
        subscriptions: new Map(found.map((s) => [s.id, s])),
        deliveries: new Map(rows.map((d) => [d.id, d])),
      };
    }),
});

export const memoryDeliveryLog = (world: MemoryWorld): DeliveryLog => ({
  record: async (records) => records.map((record) => recordOne(world, record)),
});

function recordOne(world: MemoryWorld, record: DeliveryRecord): PipelineFault | undefined {
  const fault = world.faults.take("record");
  if (fault?.when !== "before") write(world, record);
  if (fault && !(fault.error instanceof PipelineFault)) throw fault.error;
  return fault?.error as PipelineFault | undefined;
}

function write({ deliveries, attempts }: MemoryWorld, { delivery, attempt }: DeliveryRecord): void {
  const state = deliveries.get(delivery.id)?.state ?? "pending";
  const settled = state !== "pending" && state !== "retrying" && delivery.state !== "delivered";
  const key = `${delivery.id}/${attempt?.number}`;
  if (attempt && !(settled && attempts.get(key))) attempts.put(key, { deliveryId: delivery.id, attempt }, attempt.at);
  if (!settled) deliveries.put(delivery.id, delivery, delivery.updatedAt);
}
