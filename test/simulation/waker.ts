import { Logger } from "@aws-lambda-powertools/logger";
import type { Context, ScheduledEvent, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { wakeHandler } from "../../lambdas/wake/handler.ts";
import { dueMs, NEVER_MS } from "../../lib/core/health/holding.ts";
import { SLICE_RECEIVES } from "../../lib/core/limits.ts";
import { memoryDeliveryEditor } from "../support/memory/memory-deliveries.ts";
import { memoryHealthStore, memoryTenantHolds } from "../support/memory/memory-health.ts";
import { memoryLaneStore } from "../support/memory/memory-lanes.ts";
import { memoryLogReader } from "../support/memory/memory-log-reader.ts";
import { memoryParkedLister } from "../support/memory/memory-parked.ts";
import { invocationContext, type memoryPipeline } from "../support/memory/memory-pipeline.ts";
import { memoryQueue } from "../support/memory/memory-queue.ts";
import { memoryRetryQueue } from "../support/memory/memory-queue-ports.ts";
import { memorySubscriptionStore, memorySubscriptionSwitch } from "../support/memory/memory-subscriptions.ts";
import { memoryTenantStore } from "../support/memory/memory-tenants.ts";
import { memoryWakeQueue } from "../support/memory/memory-wakes.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";
import type { mortal } from "./mortal.ts";

type Life = ReturnType<typeof mortal>;
type Pipeline = Pick<ReturnType<typeof memoryPipeline>, "world" | "retries" | "orderedPorts">;

const MINUTE_MS = 60_000;
/** Parked deliveries are queued a minute before they are due. */
const AHEAD_MS = MINUTE_MS;
/** As in the stack. */
const VISIBILITY_SECONDS = 90;

/** The function `wake`: its queue, and its schedule. A minute in which nothing is due is skipped. */
export function waker({ world, retries, orderedPorts }: Pipeline) {
  const { now, faults } = world;
  const deadLetters = memoryQueue({ now, visibilitySeconds: 60 });
  const queue = memoryQueue({
    now,
    visibilitySeconds: VISIBILITY_SECONDS,
    redrive: { maxReceives: SLICE_RECEIVES, deadLetters },
  });
  const wakes = memoryWakeQueue(queue, faults);
  const logger = new Logger({ logLevel: "SILENT" });
  const due = watchDue(world);
  let lastMs = now();

  const portsOf = ({ guard }: Life) => ({
    standings: guard(memoryHealthStore(world)),
    counter: guard(memoryHealthStore(world)),
    parked: guard(memoryParkedLister(world)),
    lanes: guard(memoryLaneStore(world)),
    ordered: guard(orderedPorts.ordered),
    holds: guard(memoryTenantHolds(world)),
    subscriptions: guard(memorySubscriptionStore(world)),
    tenants: guard(memoryTenantStore(world)),
    switch: guard(memorySubscriptionSwitch(world)),
    log: guard(memoryLogReader(world)),
    editor: guard(memoryDeliveryEditor(world)),
    retries: guard(memoryRetryQueue(retries, faults)),
    wakes: guard(wakes),
    // Endpoints that fail for ever are disabled after a day and a half.
    autoDisableDays: 1,
    now,
    logger,
  });

  function functionOf(life: Life) {
    const wake = wakeHandler(portsOf(life));
    return async (event: SQSEvent, context: Context) => (await wake(event, context)) as SQSBatchResponse;
  }

  /** The next minute in which the schedule finds something; undefined if nothing will ever be due. */
  function nextMinuteMs(): number | undefined {
    const next = due.next();
    if (next === undefined) return undefined;
    return Math.max(Math.ceil(next / MINUTE_MS) * MINUTE_MS, lastMs + MINUTE_MS);
  }

  /** Invokes the function as its schedule does, if it is time; undefined if it isn't. */
  function bySchedule(newLife: () => Life): Promise<unknown> | undefined {
    const next = nextMinuteMs();
    if (next === undefined || next > now()) return undefined;
    lastMs = Math.floor(now() / MINUTE_MS) * MINUTE_MS;
    const life = newLife();
    const run = wakeHandler(portsOf(life))({} as ScheduledEvent, invocationContext());
    return Promise.race([run.catch(() => undefined), life.death]);
  }

  /** As an operator does after an alarm. Returns whether there were any. */
  function redrive(): boolean {
    const messages = deadLetters.receive(100);
    for (const { receiptHandle, body, groupId } of messages) {
      queue.send(body, groupId);
      deadLetters.delete(receiptHandle);
    }
    return messages.length > 0;
  }

  return {
    queue,
    deadLetters,
    redrive,
    wakes,
    functionOf,
    nextMinuteMs,
    bySchedule,
    isOver: due.isOver,
  };
}

/** Notes when something is due for an endpoint, a parked delivery or an ordered lane, in epoch milliseconds. */
function watchDue({ health, deliveries, lanes }: MemoryWorld) {
  const due = new Map<string, number>();
  const held = new Map<string, string>();
  const breakers = new Set<string>();
  const note = (id: string, ms = NEVER_MS) => (ms === NEVER_MS ? due.delete(id) : due.set(id, ms));
  const [standings, rows, waiting] = [{ ...health }, { ...deliveries }, { ...lanes }];
  lanes.put = (group, lane, ...rest) => {
    note(`lane ${group}`, lane.lookMs);
    waiting.put(group, lane, ...rest);
  };
  lanes.delete = (group) => {
    note(`lane ${group}`, undefined);
    return waiting.delete(group);
  };
  health.put = (id, value, ...rest) => {
    note(id, dueMs(value));
    if (value.breaker?.passed === 0 && value.breaker.isAlerted && !value.paused) breakers.add(id);
    else breakers.delete(id);
    standings.put(id, value, ...rest);
  };
  health.delete = (id) => {
    note(id, undefined);
    return standings.delete(id);
  };
  deliveries.put = (id, value, ...rest) => {
    const { state, parkedUntil, subscriptionId } = value;
    note(id, state === "retrying" && parkedUntil ? Date.parse(parkedUntil) - AHEAD_MS : undefined);
    if (state === "held") held.set(id, subscriptionId);
    else held.delete(id);
    rows.put(id, value, ...rest);
  };
  deliveries.delete = (id) => {
    note(id, undefined);
    held.delete(id);
    return rows.delete(id);
  };
  const hasHeld = (subscriptionId: string) => [...held.values()].includes(subscriptionId);
  return {
    next: (): number | undefined => (due.size > 0 ? Math.min(...due.values()) : undefined),
    /** Is nothing due but probes of endpoints that have no delivery for them, and of whose outage people know? */
    isOver: (): boolean => [...due.keys()].every((id) => breakers.has(id) && !hasHeld(id)),
  };
}
