import { busForm } from "../../../lib/aws/sqs/own-events.ts";
import { type AlertFacts, type AlertType, alertOf } from "../../../lib/core/alerts/alert.ts";
import type { AlertBus, OwnEvents, People, PeopleMessage } from "../../../lib/core/alerts/alert-routes.ts";
import { type TellPorts, tellAlerts } from "../../../lib/core/alerts/tell-alerts.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { subscriptionKeyOf } from "../../../lib/core/subscription/subscription-store.ts";
import { T0 } from "../contracts/sample-records.ts";
import { subscriptionOf } from "../factories.ts";
import { keepAlert, memoryAlertOutbox, memoryExhaustedDigests } from "./memory-alerts.ts";
import { memoryDeliveryReader } from "./memory-deliveries.ts";
import { memoryPipeline, pollOnce } from "./memory-pipeline.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import type { MemoryWorld } from "./memory-world.ts";

type Published = Parameters<AlertBus["publishAlerts"]>[0][number];

const memoryAlertBus = ({ faults }: MemoryWorld, published: Published[]): AlertBus => ({
  publishAlerts: async (alerts) => faults.call("publishAlerts", () => void published.push(...structuredClone(alerts))),
});

export const memoryOwnEvents = ({ faults }: MemoryWorld, intake: MemoryQueue): OwnEvents => ({
  sendOwnEvents: async (events) =>
    faults.call("sendOwnEvents", () => {
      for (const event of events) intake.send(busForm(event));
    }),
});

const memoryPeople = ({ faults }: MemoryWorld, messages: PeopleMessage[]): People => ({
  sendMessage: async (message) => faults.call("sendMessage", () => void messages.push(message)),
});

/** The function that tells of alerts, and the pipeline that delivers them as webhooks, on in-memory ports. */
export function telling(options: { people?: boolean } = {}) {
  let nowMs = T0;
  const now = () => nowMs;
  const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };
  const pipeline = memoryPipeline({ now, sender });
  const { world, intake, ingest } = pipeline;
  const published: Published[] = [];
  const messages: PeopleMessage[] = [];
  const digests = memoryExhaustedDigests(world);
  const ports: TellPorts = {
    outbox: memoryAlertOutbox(world),
    digests,
    reader: memoryDeliveryReader(world),
    bus: memoryAlertBus(world, published),
    own: memoryOwnEvents(world, intake),
    people: options.people === false ? undefined : memoryPeople(world, messages),
    links: { apiUrl: "https://api.example", consoleUrl: "https://console.example", stage: "test" },
    now,
  };
  for (const id of ["acme", "_operator"]) addTenant(id);

  function addTenant(id: string): void {
    const createdAt = new Date(T0 - 86_400_000).toISOString();
    world.tenants.put(id, { id, incarnation: "ABCDEFGH", name: id, version: 1, createdAt });
  }

  function subscribe(fields: Partial<Subscription> = {}): Subscription {
    const subscription = subscriptionOf(fields);
    world.subscriptions.put(`${subscription.tenantId}/${subscription.id}`, subscription);
    return subscription;
  }

  /** Raises an alert about a subscription, which is a new one by default. */
  function raise<Type extends AlertType>(type: Type, facts: AlertFacts[Type], about = subscribe()): string {
    const alert = alertOf(subscriptionKeyOf(about), type, facts, now());
    keepAlert(world, alert as Parameters<typeof keepAlert>[1]);
    return alert.id;
  }

  return {
    ...pipeline,
    ports,
    digests,
    published,
    messages,
    subscribe,
    raise,
    tell: tellAlerts(ports),
    now,
    pass: (seconds: number) => {
      nowMs += seconds * 1_000;
    },
    /** Accepts everything in the intake queue. */
    async accept(): Promise<void> {
      while ((await pollOnce(intake, ingest)) > 0);
    },
  };
}
