import type { Clock } from "../clock.ts";
import { deliveryId } from "../ids.ts";
import type { LogReader } from "../log/log-reader.ts";
import { wasSkipped } from "../matching/recorded-matches.ts";
import type { Delivery, DeliveryTask, EventRecord } from "../model.ts";
import type { DeliveryQueue } from "./delivery-queue.ts";
import type { DeliveryChange, DeliveryEditor } from "./delivery-store.ts";

/** What a delivery's first run is: the event's own. */
export const FIRST_RUN = { run: 0, attemptsBeforeRun: 0, trigger: "scheduled" } as const;

/** An event, with what its record says of its deliveries. */
export type RunEvent = Omit<EventRecord, "digest" | "matchedTypes">;

/** A delivery that nobody has tried yet has no row: what its event says of it. */
export const untried = (event: RunEvent, subscriptionId: string): Delivery => ({
  id: deliveryId(event.id, subscriptionId),
  tenantId: event.tenantId,
  subscriptionId,
  eventId: event.id,
  type: event.type,
  state: wasSkipped(event, subscriptionId) ? "skipped" : "pending",
  attempts: 0,
  ...FIRST_RUN,
  createdAt: event.receivedAt,
  updatedAt: event.receivedAt,
  test: event.test,
});

/** Nothing has come of it yet, and more will be tried. */
export const isWaiting = ({ state }: Pick<Delivery, "state">): boolean => state === "pending" || state === "retrying";

export interface RunPorts {
  log: Pick<LogReader, "getDeliveries">;
  queue: DeliveryQueue;
  editor: DeliveryEditor;
  now: Clock;
}

/** Whose new run: an event, with its data, for a subscription. */
export interface RunRequest {
  event: RunEvent;
  subscriptionId: string;
}

/** Who wants it. */
export type RunCause = { trigger: "manual" } | { trigger: "replay"; replayId: string };

interface Run {
  before: Delivery | undefined;
  after: Delivery;
  event: RunEvent;
}

/** An attempt of the run before may be recorded between a look at a row and the write of it: so often we look again. */
const LOOKS = 5;

/**
 * Starts new runs of deliveries, whatever became of them: each gets its subscription's whole retry policy again.
 * Those whose row carries the cause's replay already are left out, so that it may be repeated after a crash.
 * Resolves with the rows of those that were started.
 *
 * Queued first, then the rows: a crash between the two leaves rows that say what was, and the runs come about.
 */
export function startRuns({ log, queue, editor, now }: RunPorts) {
  return async function start(wanted: RunRequest[], cause: RunCause): Promise<Delivery[]> {
    const rows = await log.getDeliveries(wanted.map(idOf));
    const runs = wanted.flatMap((request) => {
      const before = rows.get(idOf(request));
      if (cause.trigger === "replay" && before?.replayId === cause.replayId) return [];
      return { before, after: nextRun(request, before, cause, now()), event: request.event };
    });
    await queue.send(runs.map((run) => taskOf(run, cause)));
    await putRows(runs);
    return runs.map(({ after }) => after);
  };

  /** A row of the run itself says that it has begun already: better than what we would write. */
  async function putRows(runs: Run[]): Promise<void> {
    let left: DeliveryChange[] = runs;
    for (let look = 0; left.length > 0 && look < LOOKS; look++) {
      const done = await editor.replaceDeliveries(left);
      const refused = left.filter((_, index) => !done[index]);
      const rows = refused.length > 0 ? await log.getDeliveries(refused.map(({ after }) => after.id)) : new Map();
      left = refused.flatMap(({ after }) => {
        const before: Delivery | undefined = rows.get(after.id);
        return mayBegin(before, after) ? { before, after: afterAttemptsOf(before, after) } : [];
      });
    }
  }
}

/**
 * Not over a success: it is of a POST of an earlier run that was under way, and overrules whatever was there, which may
 * have been the end of the run itself. Its message, if it is still to come, begins it none the less.
 */
const mayBegin = (before: Delivery | undefined, after: Delivery): boolean =>
  (before?.run ?? -1) < after.run && before?.state !== "delivered";

const idOf = ({ event, subscriptionId }: RunRequest): string => deliveryId(event.id, subscriptionId);

function nextRun(request: RunRequest, before: Delivery | undefined, cause: RunCause, nowMs: number): Delivery {
  const row = before ?? untried(request.event, request.subscriptionId);
  const replayId = cause.trigger === "replay" ? cause.replayId : undefined;
  const begun = { run: row.run + 1, trigger: cause.trigger, replayId, updatedAt: new Date(nowMs).toISOString() };
  return afterAttemptsOf(row, { ...row, ...begun, state: "pending", nextAttemptAt: undefined });
}

const afterAttemptsOf = (before: Delivery | undefined, after: Delivery): Delivery => ({
  ...after,
  attempts: before?.attempts ?? 0,
  attemptsBeforeRun: before?.attempts ?? 0,
});

function taskOf({ event, after }: Run, { trigger }: RunCause): DeliveryTask {
  const { id, tenantId, type, occurredAt, data } = event;
  return {
    deliveryId: after.id,
    subscriptionId: after.subscriptionId,
    event: { id, tenantId, type, occurredAt, data },
    queuedAt: after.createdAt,
    round: 0,
    attemptsBefore: after.attempts,
    idleRounds: 0,
    run: after.run,
    trigger,
    replayId: after.replayId,
  };
}
