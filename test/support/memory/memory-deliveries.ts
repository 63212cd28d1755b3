import type {
  DeliveryEditor,
  DeliveryReader,
  DeliveryRecord,
  DeliveryRecorder,
} from "../../../lib/core/delivery/delivery-store.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import type { StatusReader } from "../../../lib/core/log/status-reader.ts";
import type { Delivery } from "../../../lib/core/model.ts";
import type { MemoryWorld } from "./memory-world.ts";

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

export const memoryDeliveryRecorder = (world: MemoryWorld): DeliveryRecorder => ({
  record: async (records) => records.map((record) => recordOne(world, record)),
});

function recordOne(world: MemoryWorld, record: DeliveryRecord): PipelineFault | undefined {
  const fault = world.faults.take("record");
  if (fault?.when !== "before") write(world, record);
  if (fault && !(fault.error instanceof PipelineFault)) throw fault.error;
  return fault?.error as PipelineFault | undefined;
}

export const memoryStatusReader = ({ faults, statuses }: MemoryWorld): StatusReader => ({
  getStatuses: async (ids) =>
    faults.call("getStatuses", () => new Map(ids.flatMap((id) => [[id, statuses.get(id)] as const]).filter(isKnown))),
});

const isKnown = <T>(entry: readonly [string, T | undefined]): entry is [string, T] => entry[1] !== undefined;

function write({ deliveries, attempts, statuses }: MemoryWorld, { delivery, attempt }: DeliveryRecord): void {
  if (attempt && !delivery.test) {
    const { at: lastTriggeredAt, status, failure } = attempt;
    statuses.put(delivery.subscriptionId, { lastTriggeredAt, state: delivery.state, status, failure });
  }
  const row = deliveries.get(delivery.id);
  const settled = row !== undefined && !underWay(row, delivery.run) && delivery.state !== "delivered";
  const key = `${delivery.id}/${attempt?.number}`;
  if (attempt && !(settled && attempts.get(key))) attempts.put(key, { deliveryId: delivery.id, attempt }, attempt.at);
  if (!settled) deliveries.put(delivery.id, delivery, delivery.updatedAt);
}

const underWay = ({ run, state }: Delivery, inRun: number): boolean =>
  run < inRun || (run === inRun && (state === "pending" || state === "retrying"));

/** A row is unchanged when these attributes are. */
const FACTS = ["run", "attempts", "state", "updatedAt"] as const;

export const memoryDeliveryEditor = ({ faults, deliveries }: MemoryWorld): DeliveryEditor => ({
  replaceDeliveries: async (changes) =>
    changes.map(({ before, after }) =>
      faults.call("replaceDeliveries", () => {
        const row = deliveries.get(after.id);
        const same = FACTS.every((fact) => row?.[fact] === before?.[fact]);
        if (same) deliveries.put(after.id, after, after.updatedAt);
        return same;
      }),
    ),
});
