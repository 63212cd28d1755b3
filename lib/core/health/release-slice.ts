import { changeDeliveries } from "../delivery/change-deliveries.ts";
import { letGo } from "../delivery/lifecycle.ts";
import type { RetryQueue } from "../delivery/retry-queue.ts";
import { newTask } from "../delivery/task.ts";
import type { Delivery } from "../model/delivery.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import type { RateLimit } from "../rate/rate-limit.ts";
import { type BacklogAlert, backlogAlert } from "./backlog-alert.ts";
import { changeStanding } from "./change-standing.ts";
import { type Drained, drainHeld } from "./draining.ts";
import type { ChangedStanding, Health, Standing } from "./health.ts";
import type { StandingStore, TenantHolds, WakeQueue } from "./health-store.ts";
import { type HeldDelivery, type HeldPorts, heldDeliveries } from "./held-deliveries.ts";
import { heldFor } from "./holding.ts";
import {
  afterSlice,
  answeredSince,
  claimedSlice,
  EARLY_MS,
  isSliceDue,
  paceOf,
  type Release,
  releaseFrom,
  sliceSize,
} from "./release.ts";
import { released, standingOf } from "./transitions.ts";

export interface ReleasePorts extends HeldPorts {
  standings: StandingStore;
  holds: TenantHolds;
  /** The queue of the patient lane. */
  retries: RetryQueue;
  wakes: WakeQueue;
}

/** When a delivery goes out. */
interface Place {
  /** When its POST is to begin, in epoch milliseconds. */
  slotMs?: number;
  delaySeconds: number;
}

/** What a slice has sent, and the first of it, as it was held. */
interface Sent {
  sent: number;
  oldest?: Delivery | undefined;
  /** How much later than planned its last deliveries go out. */
  lateMs?: number;
}

/** A message may wait in the patient lane's batching window for a second. */
const LANE_WINDOW_MS = 1_000;

/** An event may have 256 KiB of data. */
const PAGE = 25;

/** No page begins after this time, so that the slice ends before the function's time-out. */
const BUDGET_MS = 25_000;

/**
 * Does the slice of a release that is due. Sends the oldest held deliveries to the patient lane, where their messages
 * arrive at the release's pace. Each delivery's row follows its message: a crash in between leads to a second message. A
 * slice that crashed is done again when its claim has ended.
 *
 * The held deliveries of a subscription that is gone or inactive end instead.
 */
export function releaseSlice(ports: ReleasePorts) {
  const { standings, holds, retries, wakes, log, editor, now } = ports;
  const read = heldDeliveries(ports);
  const drain = drainHeld(ports);

  /** @param drained how the deliveries end, if they aren't sent */
  return async function slice(key: SubscriptionKey, health: Health, rateLimit?: RateLimit, drained?: Drained) {
    // A slice may begin slightly early. Its deliveries don't.
    const startMs = Math.max(now(), Math.min(health.release?.nextMs ?? 0, now() + EARLY_MS));
    const claimed = await changeStanding(standings, key, (current) => claimOf(current, rateLimit, now()), health);
    if (!claimed?.release) return;
    const { release } = claimed;
    await (release.isOverRate ? holds.addHold(key, "rate") : holds.removeHold(key));
    const pace = paceOf(release, rateLimit);
    const {
      sent,
      oldest,
      lateMs = 0,
    } = drained ? { sent: await drain(key, drained) } : await send(key, pace, startMs, rateLimit);
    // What the slice before this one led to: the messages of this one arrive later.
    const answered = answeredSince(health.release?.seen, claimed.evidence);
    const following = afterSlice(release, sent, answered, startMs + lateMs, pace);
    if (!following && drained === "cancelled") return standings.forget(key.subscriptionId);
    const alert = backlogAlert(key, release, oldest, rateLimit, now());
    const change = (current: Health | undefined) => nextStanding(current, release, following, alert, now());
    const changed = await changeStanding(standings, key, change, claimed);
    if (!changed || sent === 0 || !following) return;
    await wakes.sendWakes([key], Math.max(0, Math.ceil((following.nextMs - now()) / 1000)));
  };

  async function send(key: SubscriptionKey, perSecond: number, startMs: number, limit?: RateLimit): Promise<Sent> {
    const most = sliceSize(perSecond);
    let [sent, lateMs] = [0, 0];
    let oldest: Delivery | undefined;
    for await (const page of read(key, Math.min(PAGE, most))) {
      const next = page.slice(0, most - sent);
      // If a page is late, the rest is late too: deliveries that caught up would go out faster than the pace.
      if (!limit) lateMs = Math.max(lateMs, Math.ceil(now() - startMs - (sent * 1000) / perSecond));
      const places = next.map((_, index) => startMs + lateMs + Math.floor(((sent + index) * 1000) / perSecond));
      await sendPage(
        next,
        places.map((dueMs) => (limit ? later(dueMs, now()) : inPlace(dueMs, now()))),
      );
      sent += next.length;
      oldest ??= next[0]?.row;
      if (sent >= most || now() - startMs >= BUDGET_MS) break;
    }
    return { sent, oldest, lateMs };
  }

  async function sendPage(page: HeldDelivery[], places: Place[]): Promise<void> {
    const waiting = page.map(({ row, event }, index) => {
      const { slotMs, delaySeconds = 0 } = places[index] ?? {};
      return { task: { ...newTask(event, row), ...(slotMs !== undefined && { slotMs }) }, delaySeconds };
    });
    const faults = await retries.sendLater(waiting);
    const queued = page.flatMap(({ row }, index) => (faults[index] ? [] : [row]));
    const wanted = queued.map((row) => ({
      id: row.id,
      change: (current?: Delivery) => current && letGo(current, row, now()),
    }));
    await changeDeliveries({ log, editor }, wanted, new Map(queued.map((row) => [row.id, row])));
    const fault = faults.find((one) => one !== undefined);
    if (fault) throw fault;
  }
}

/** Under a rate limit, `deliver` reserves a slot. Rounded up, a delivery that is due a second later never arrives earlier. */
const later = (dueMs: number, nowMs: number): Place => ({
  delaySeconds: Math.max(0, Math.ceil((dueMs - nowMs) / 1000)),
});

/** SQS delays by whole seconds, so the message arrives early, and `deliver` waits for its place. */
const inPlace = (dueMs: number, nowMs: number): Place => ({
  slotMs: dueMs,
  delaySeconds: Math.max(0, Math.floor((dueMs - LANE_WINDOW_MS - nowMs) / 1000)),
});

function claimOf(current: Health | undefined, limit: RateLimit | undefined, nowMs: number): Standing | undefined {
  if (!current?.release || !isSliceDue(current.release, nowMs)) return undefined;
  const reason = heldFor(current, nowMs);
  if (reason !== undefined && reason !== "rate") return undefined;
  // Without a limit, new deliveries aren't held any more.
  const release = current.release.isOverRate && !limit ? releaseFrom(nowMs) : current.release;
  return { ...standingOf(current), release: claimedSlice(release, current.evidence, nowMs) };
}

/** The standing after a slice; undefined if the release that it belongs to has ended. */
function nextStanding(
  current: Health | undefined,
  claimed: Release,
  following: Release | undefined,
  alert: BacklogAlert | undefined,
  nowMs: number,
): ChangedStanding | undefined {
  const { release } = current ?? {};
  if (!current || release?.sinceMs !== claimed.sinceMs || release.nextMs !== claimed.nextMs) return undefined;
  if (!following) return released(current, nowMs);
  if (!alert) return { ...standingOf(current), release: following };
  return { ...standingOf(current), release: { ...following, alertedAt: alert.at }, alert };
}
