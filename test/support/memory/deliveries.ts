import { PipelineFault } from "../../../lib/core/errors.ts";
import type { Delivery } from "../../../lib/core/model.ts";
import type { DeliveryEditor, DeliveryLog, DeliveryReader, DeliveryRecord } from "../../../lib/core/ports.ts";
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
  const row = deliveries.get(delivery.id);
  const settled = row !== undefined && !underWay(row, delivery.run ?? 0) && delivery.state !== "delivered";
  const key = `${delivery.id}/${attempt?.number}`;
  if (attempt && !(settled && attempts.get(key))) attempts.put(key, { deliveryId: delivery.id, attempt }, attempt.at);
  if (!settled) deliveries.put(delivery.id, delivery, delivery.updatedAt);
}

const underWay = ({ run = 0, state }: Delivery, inRun: number): boolean =>
  run < inRun || (run === inRun && (state === "pending" || state === "retrying"));

export const memoryDeliveryEditor = ({ faults, deliveries }: MemoryWorld): DeliveryEditor => ({
  replaceDeliveries: async (changes) =>
    changes.map(({ before, after }) =>
      faults.call("replaceDeliveries", () => {
        const row = deliveries.get(after.id);
        const same = row?.run === before?.run && row?.attempts === before?.attempts && row?.state === before?.state;
        if (same) deliveries.put(after.id, after, after.updatedAt);
        return same;
      }),
    ),
});
