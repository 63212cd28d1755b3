import type { Health } from "../../lib/core/health/health.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";

/** What a simulation should meet now and then. Otherwise its checks would show nothing. */
export type Sight =
  | "open"
  | "trial"
  | "release"
  | "release at the rate"
  | "paused by hand"
  | "paused by the receiver"
  | "held by ingest"
  | "held by deliver"
  | "held for the rate"
  | "held after a probe"
  | "parked"
  | "held, then cancelled"
  | "held, then skipped"
  | "network down"
  | "waiting in order"
  | "a lane by key"
  | "a lane ended"
  | "behind another delivery"
  | "disabled"
  | "told of an outage"
  | "told of its end";

export const SIGHTS: readonly Sight[] = [
  "open",
  "trial",
  "release",
  "release at the rate",
  "paused by hand",
  "paused by the receiver",
  "held by ingest",
  "held by deliver",
  "held for the rate",
  "held after a probe",
  "parked",
  "held, then cancelled",
  "held, then skipped",
  "network down",
  "waiting in order",
  "a lane by key",
  "a lane ended",
  "behind another delivery",
  "disabled",
  "told of an outage",
  "told of its end",
];

/** Notes what happens to endpoints and deliveries. */
export function witness(
  { health, deliveries, subscriptions, lanes, alerts }: MemoryWorld,
  seen: (sight: Sight) => void,
): void {
  watch(health, (_before, after) => {
    for (const sight of sightsOf(after)) seen(sight);
  });
  watch(deliveries, (before, after) => {
    for (const sight of sightsOfRow(before, after)) seen(sight);
  });
  watch(lanes, (_before, { hash }) => {
    if (hash !== "") seen("a lane by key");
  });
  const { delete: endLane } = lanes;
  lanes.delete = (group) => {
    seen("a lane ended");
    return endLane(group);
  };
  watch(subscriptions, (_before, { disabledReason }) => {
    if (disabledReason === "failing") seen("disabled");
  });
  watch(alerts, (_before, { type }) => {
    if (type === "subscription.failing") seen("told of an outage");
    if (type === "subscription.recovered") seen("told of its end");
  });
}

function* sightsOf({ breaker, release, paused }: Health): Generator<Sight> {
  if (breaker) yield "open";
  if (breaker && breaker.passed > 0) yield "trial";
  if (release) yield release.isOverRate ? "release at the rate" : "release";
  if (paused) yield paused.untilMs === undefined ? "paused by hand" : "paused by the receiver";
}

function* sightsOfRow(before: Delivery | undefined, after: Delivery): Generator<Sight> {
  if (after.state === "retrying" && after.parkedUntil !== undefined) yield "parked";
  if (before?.state === "held" && after.state === "cancelled") yield "held, then cancelled";
  if (before?.state === "held" && after.state === "skipped") yield "held, then skipped";
  if (after.state !== "held") return;
  if (after.heldFor === "rate") yield "held for the rate";
  if (after.heldFor === "order") yield "waiting in order";
  if (before?.state === "held" && after.attempts > before.attempts) yield "held after a probe";
}

function watch<T>(
  shelf: { get(key: string): T | undefined; put(key: string, value: T, sinceIso?: string): void },
  seen: (before: T | undefined, after: T) => void,
): void {
  const put = shelf.put;
  shelf.put = (key, value, ...rest) => {
    seen(shelf.get(key), value);
    put(key, value, ...rest);
  };
}
