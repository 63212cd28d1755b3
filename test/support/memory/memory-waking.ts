import { wakeHandler } from "../../../lambdas/wake/handler.ts";
import { heldUntried, untried } from "../../../lib/core/delivery/lifecycle.ts";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import type { WaitingTask } from "../../../lib/core/delivery/retry-queue.ts";
import { type WakeParkedPorts, wakeParked } from "../../../lib/core/delivery/wake-parked.ts";
import { opened } from "../../../lib/core/health/breaker.ts";
import type { Standing } from "../../../lib/core/health/health.ts";
import type { WakeReason } from "../../../lib/core/health/health-store.ts";
import { releaseFrom } from "../../../lib/core/health/release.ts";
import { type WakePorts, wakeSubscription } from "../../../lib/core/health/wake.ts";
import { newUlid } from "../../../lib/core/ids.ts";
import type { Delivery, HeldFor } from "../../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { subscriptionKeyOf } from "../../../lib/core/subscription/subscription-store.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import { capturingLogger } from "../capturing.ts";
import { T0 } from "../contracts/sample-records.ts";
import { subscriptionOf } from "../factories.ts";
import { keepEvent } from "./kept-events.ts";
import { raisedAlerts } from "./memory-alerts.ts";
import { memoryDeliveryEditor } from "./memory-deliveries.ts";
import { memoryHealthStore, memoryTenantHolds } from "./memory-health.ts";
import { memoryLaneStore } from "./memory-lanes.ts";
import { memoryLogReader } from "./memory-log-reader.ts";
import { memoryOrdered } from "./memory-ordered.ts";
import { memoryParkedLister } from "./memory-parked.ts";
import { memoryPipeline } from "./memory-pipeline.ts";
import { memoryRetryQueue } from "./memory-queue-ports.ts";
import { memorySecrets } from "./memory-secrets.ts";
import { memorySubscriptionStore, memorySubscriptionSwitch } from "./memory-subscriptions.ts";
import { memoryTenantStore } from "./memory-tenants.ts";

/** A message that `wake` sent to the patient lane, and the second after `T0` in which its POST is due. */
export interface Sent extends WaitingTask {
  arrives: number;
  sentMs: number;
}

export type Waking = Awaited<ReturnType<typeof waking>>;

/** The function `wake` on in-memory ports, with a subscription whose deliveries are held. */
export async function waking(fields: Partial<Subscription> = {}) {
  let nowMs = T0;
  const now = () => nowMs;
  const receiver: { answer: Partial<SendResult> } = { answer: { status: 200 } };
  const send = async () => ({ startedAtMs: nowMs, timings: { total: 1 }, excerpt: "", ...receiver.answer });
  const pipeline = memoryPipeline({ now, sender: { send } });
  const { world, wakes, retries } = pipeline;
  const createdAt = new Date(T0 - 86_400_000).toISOString();
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt });
  const base = subscriptionOf(fields);
  const key = subscriptionKeyOf(base);
  const secret = await memorySecrets(world).store(key, standard.generateSecret());
  const put = (changes: Partial<Subscription>) =>
    world.subscriptions.put(`acme/${base.id}`, { ...base, secret, ...changes });
  put({});
  const standings = memoryHealthStore(world);
  const logger = capturingLogger();
  const sent: Sent[] = [];
  const lane = memoryRetryQueue(retries, world.faults);
  const ordered = memoryOrdered(world.faults);
  const lanes = memoryLaneStore(world);
  const ports: WakePorts & WakeParkedPorts = {
    lanes,
    ordered: ordered.port,
    standings,
    counter: standings,
    parked: memoryParkedLister(world),
    holds: memoryTenantHolds(world),
    subscriptions: memorySubscriptionStore(world),
    tenants: memoryTenantStore(world),
    switch: memorySubscriptionSwitch(world),
    log: memoryLogReader(world),
    editor: memoryDeliveryEditor(world),
    retries: {
      async sendLater(waiting) {
        const faults = await lane.sendLater(waiting);
        const dueMs = ({ task, delaySeconds }: WaitingTask) => task.slotMs ?? nowMs + delaySeconds * 1000;
        const arrival = (one: WaitingTask) => Math.floor((dueMs(one) - T0) / 1000);
        sent.push(
          ...waiting.flatMap((one, index) => (faults[index] ? [] : [{ ...one, arrives: arrival(one), sentMs: nowMs }])),
        );
        return faults;
      },
    },
    wakes: wakes.port,
    autoDisableDays: 5,
    now,
  };

  return {
    ...pipeline,
    key,
    put,
    ports,
    counter: standings,
    lanes,
    /** Takes the messages for ordered lanes. Returns the lanes that are to be looked at. */
    looks: () => ordered.messages.splice(0).map(({ lane }) => lane),
    sent,
    receiver,
    lines: logger.lines,
    alerts: () => raisedAlerts(world),
    now,
    pass: (seconds: number) => {
      nowMs += seconds * 1000;
    },
    subscription: () => world.subscriptions.get(`acme/${base.id}`),
    gone: () => world.subscriptions.delete(`acme/${base.id}`),
    handler: wakeHandler({ ...ports, logger }),
    wake: (changes: Partial<WakePorts> = {}) => wakeSubscription({ ...ports, ...changes })(key),
    wakeFor: (reason: WakeReason) => wakeSubscription(ports)({ ...key, reason }),
    wakeLane: (lane: string) => wakeSubscription(ports)({ ...key, lane }),
    wakeParked: () => wakeParked(ports)(),
    /** Adds deliveries that are parked, with an event each. Resolves with their ids. */
    parked(...seconds: number[]): string[] {
      return seconds.map((after) => {
        const event = keepEvent(world, eventAtMs(nowMs - 86_400_000 + after, base.id));
        const dueIso = new Date(nowMs + after * 1000).toISOString();
        const parked = {
          state: "retrying",
          attempts: 1,
          holds: 1,
          nextAttemptAt: dueIso,
          parkedUntil: dueIso,
        } as const;
        const row = { ...untried(event, base.id), ...parked };
        world.deliveries.put(row.id, row);
        return row.id;
      });
    },
    health: () => world.health.get(base.id),
    hold: () => world.holds.get("acme")?.[base.id],
    row: (id: string): Delivery | undefined => world.deliveries.get(id),
    rows: () => world.deliveries.values().sort((a, b) => (a.id < b.id ? -1 : 1)),
    /** Gives the endpoint a standing. */
    async stand(standing: Standing) {
      await standings.replaceStanding(key, await standings.getHealth(base.id), standing);
    },
    /** Adds held deliveries of events that came in one after the other, ending now. Resolves with their ids. */
    held(count = 1, changes: Partial<Delivery> = {}, reason: HeldFor = "breaker"): string[] {
      return Array.from({ length: count }, (_, n) => {
        const atMs = nowMs - (count - n) * 10;
        const event = keepEvent(world, eventAtMs(atMs, base.id));
        const row = { ...heldUntried(event, base.id, reason), ...changes };
        world.deliveries.put(row.id, row);
        return row.id;
      });
    },
  };
}

export function eventAtMs(atMs: number, subscriptionId: string): EventRecord {
  const at = new Date(atMs).toISOString();
  const ulid = newUlid(atMs);
  const base = { id: `evt_${ulid}`, ulid, tenantId: "acme", incarnation: "ABCDEFGH", type: "a" };
  return { ...base, occurredAt: at, receivedAt: at, data: "{}", subscriptionIds: [subscriptionId] };
}

/** A breaker whose first probe is due now. */
export const openSince = (nowMs: number): Standing => ({
  breaker: { ...opened("time-outs", "timeout-headers", nowMs, 0.5), probeDueMs: nowMs },
});

/** A release that begins now. */
export const releasing = (nowMs: number): Standing => ({ release: releaseFrom(nowMs) });
