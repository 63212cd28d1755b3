import type { Random } from "../clock.ts";
import { earlySliceFate, SLICE_BUDGET_MS, type SliceFate, type SliceReceipt, sendNextAgain } from "../kit/job-slice.ts";
import { type Catalog, catalogOf } from "../matching/catalog.ts";
import type { CatalogReader } from "../matching/catalog-store.ts";
import type { SubscriptionStore } from "../subscription/subscription-store.ts";
import type { TenantPlaces } from "../tenant-places.ts";
import {
  inNextSlice,
  inState,
  type Replay,
  type ReplaySlice,
  type ReplayState,
  sliceOf,
  stillWaiting,
} from "./replay.ts";
import { type PagePorts, pageReplayer } from "./replay-next-page.ts";
import type { Settings } from "./replay-page.ts";
import { replayPlaces, waitForPlace } from "./replay-places.ts";
import { changeReplay, type ReplayQueue } from "./replay-store.ts";

export interface SlicePorts extends PagePorts {
  slices: ReplayQueue;
  places: TenantPlaces;
  random: Random;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  catalog: CatalogReader;
}

/** Fewer rows than one DynamoDB call returns, because each row may have 256 KiB of data. */
const PAGE = 50;

/**
 * The page size if there are expressions to evaluate. A search in 256 KiB of text can't be interrupted, and may exceed
 * an event's allowance by two seconds. With this size, a page takes at most half of the function's remaining time.
 */
const PAGE_OF_EXPRESSIONS = 10;

/**
 * Runs a slice of a replay: starts as many deliveries as the replay may start in a second, then queues the next slice.
 * The replay's row is the source of truth, and advances after each page. A slice needs a place, except if its message is
 * stale.
 */
export function runSlice(ports: SlicePorts) {
  const { replays, slices, now, random } = ports;
  const replayNextPage = pageReplayer(ports);
  const inPlace = replayPlaces(ports);

  /** @param untilMs when the function times out */
  return async function slice(message: ReplaySlice, receipt: SliceReceipt, untilMs: number): Promise<SliceFate> {
    const replay = await replays.getReplay(message, message.replayId);
    if (!replay || message.slice > replay.slice) return earlySliceFate(receipt, now());
    if (replay.state !== "running" || message.slice < replay.slice - 1) return "done";
    const sendNext = () => slices.sendSlice(sliceOf(replay), 0);
    if (message.slice < replay.slice) return sendNextAgain(receipt, sendNext);
    const hasWaited = message.waits !== undefined;
    const fate = await inPlace(replay, { hasWaited, untilMs }, () => drive(replay));
    return fate === "full" ? wait(replay, message, receipt) : fate;
  };

  /**
   * Sends the slice again, later. Handing its message back would count as a failure, because SQS counts receives. If the
   * function dies before SQS deletes the old message, both messages drive the same slice, and the later one is stale.
   */
  async function wait(replay: Replay, message: ReplaySlice, { receives }: SliceReceipt): Promise<SliceFate> {
    const { waits = 0, failures = 0 } = message;
    await changeReplay(replays, replay, (current) => stillWaiting(current, now()));
    const again = { ...message, waits: waits + 1, failures: failures + receives - 1 };
    await slices.sendSlice(again, waitForPlace(waits, random()));
    return "done";
  }

  async function drive(replay: Replay): Promise<SliceFate> {
    const settings = await settingsFor(replay);
    if (!settings) return "done";
    const startedAt = now();
    const ended = await doPages(replay, settings, () => now() - startedAt > SLICE_BUDGET_MS);
    if (ended && ended.state !== "running") return "done";
    const next = ended && (await changeReplay(replays, ended, (current) => inNextSlice(current, replay.slice)));
    // Another function has the same message and was faster. Keep this message in case that function dies.
    if (!next) return "again";
    await slices.sendSlice(sliceOf(next), now() - startedAt < 1_000 ? 1 : 0);
    return "done";
  }

  /**
   * Resolves with the replay once its slice is done or somebody stopped it; undefined if another function advanced it.
   */
  async function doPages(replay: Replay, settings: Settings, isLate: () => boolean): Promise<Replay | undefined> {
    let current = replay;
    for (let left = replay.ratePerSecond; left > 0 && !isLate(); ) {
      const { replay: moved, started } = await replayNextPage(current, settings, Math.min(pageSizeOf(replay), left));
      if (moved?.state !== "running" || moved.slice !== replay.slice) return moved;
      left -= started;
      current = moved;
    }
    return current;
  }

  /** The current settings; undefined if the replay can't continue. */
  async function settingsFor(replay: Replay): Promise<Settings | undefined> {
    if (replay.readOut) return stop(replay, "completed");
    const subscription = await ports.subscriptions.getSubscription(replay);
    if (!subscription) return stop(replay, "cancelled", "The subscription was deleted.");
    if (!subscription.active) return stop(replay, "paused", "The subscription is inactive.");
    return { subscription, catalog: await catalogFor(replay) };
  }

  async function stop(replay: Replay, state: ReplayState, reason?: string): Promise<undefined> {
    await changeReplay(replays, replay, (current) =>
      current.state === "running" ? inState(current, state, now(), reason) : undefined,
    );
  }

  async function catalogFor({ includeUnmatched }: Replay): Promise<Pick<Catalog, "derivedFrom">> {
    return includeUnmatched ? catalogOf(await ports.catalog.listCatalog()) : { derivedFrom: () => [] };
  }
}

const pageSizeOf = ({ filter, includeUnmatched }: Replay): number =>
  filter === undefined && !includeUnmatched ? PAGE : PAGE_OF_EXPRESSIONS;
