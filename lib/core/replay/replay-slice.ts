import type { Clock } from "../clock.ts";
import { type RunPorts, type RunRequest, startRuns } from "../delivery/runs.ts";
import { deliveryId } from "../ids.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Allowance } from "../matching/allowance.ts";
import { type Catalog, catalogOf } from "../matching/catalog.ts";
import type { CatalogReader } from "../matching/catalog-store.ts";
import type { evaluations } from "../matching/evaluation.ts";
import type { Delivery } from "../model.ts";
import type { SubscriptionStore } from "../subscription/subscription-store.ts";
import { inState, type Replay, type ReplaySlice, type ReplayState } from "./replay.ts";
import { type ReplayPage, replayPages, type Settings } from "./replay-page.ts";
import { changeReplay, type LaterMatchWriter, type ReplayQueue, type ReplayStore } from "./replay-store.ts";

export interface SlicePorts extends RunPorts {
  replays: ReplayStore;
  slices: ReplayQueue;
  log: LogReader;
  laterMatches: LaterMatchWriter;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  catalog: CatalogReader;
  evaluationOf: ReturnType<typeof evaluations>;
  now: Clock;
}

/** What SQS says of a message. */
interface Received {
  /** How often it has handed it out, this time included. */
  receives: number;
  sentAtMs: number;
}

/** What has become of a slice's message. */
export type SliceFate = "done" | "again";

/** Fewer rows than a call of DynamoDB takes, because 256 KiB of data may hang on each. */
const PAGE = 50;

/**
 * With expressions to evaluate: a search in 256 KiB of text can't be interrupted and may take two seconds more than an
 * event is allowed, so that a page takes at most half of what is left of the function's time.
 */
const PAGE_OF_EXPRESSIONS = 10;

/** No page is begun after this long: the longest one, of slow expressions, must end before the function does. */
const BUDGET_MS = 20_000;

/** What expressions may take about one event, so that a page of them can't outlast the function. */
const allowanceOfEvent = (): Allowance => ({ leftMs: 400, slowLeftMs: 250 });

/** A message may come before the row that it belongs to is written: so long it is kept for that. */
const EARLY_MS = 120_000;

/**
 * Does a slice of a replay: as many deliveries as it may start in a second. Then it queues the next one, or the
 * replay has ended.
 *
 * The replay's row is the truth, and is moved on after each page. A function that dies leaves a page half done; read
 * again, what was started of it carries the replay's name and is not started anew.
 */
export function doSlice(ports: SlicePorts) {
  const { replays, slices, now } = ports;
  const readPage = replayPages({ ...ports, eventsOf: ports.log.getEvents, allowance: allowanceOfEvent });
  const start = startRuns(ports);

  return async function slice(message: ReplaySlice, { receives, sentAtMs }: Received): Promise<SliceFate> {
    const replay = await replays.getReplay(message.tenantId, message.replayId);
    if (!replay || message.slice > replay.slice) return now() - sentAtMs < EARLY_MS ? "again" : "done";
    if (replay.state !== "running" || message.slice < replay.slice - 1) return "done";
    return message.slice === replay.slice ? drive(replay) : sendAgain(replay, receives);
  };

  /**
   * The row was moved on to the next slice. Whoever did that may have died, with the next message unsent. At the
   * first receive it may also be about to send it: then this one waits, and is stale when it comes again.
   */
  async function sendAgain(replay: Replay, receives: number): Promise<SliceFate> {
    if (receives === 1) return "again";
    await slices.sendSlice(sliceOf(replay), 0);
    return "done";
  }

  async function drive(replay: Replay): Promise<SliceFate> {
    const settings = await settingsFor(replay);
    if (!settings) return "done";
    const startedAt = now();
    const ended = await doPages(replay, settings, () => now() - startedAt > BUDGET_MS);
    if (ended && ended.state !== "running") return "done";
    const next = ended && (await changeReplay(replays, ended, (current) => nextSlice(current, replay.slice)));
    // Another function has the same message and was quicker. It may die yet, and then this one is needed.
    if (!next) return "again";
    await slices.sendSlice(sliceOf(next), now() - startedAt < 1_000 ? 1 : 0);
    return "done";
  }

  /** The replay when its slice is done, or somebody has stopped it; undefined when another function moved it on. */
  async function doPages(replay: Replay, settings: Settings, isLate: () => boolean): Promise<Replay | undefined> {
    let current: Replay = replay;
    for (let left = replay.ratePerSecond; left > 0 && !isLate(); ) {
      const page = await readPage(current, settings, Math.min(pageOf(replay), left));
      const earlier = await startedEarlier(current, page);
      const { pages } = current;
      const [passed, ahead] = [
        earlier.filter(isPassedBy(page)),
        earlier.filter((row) => !isPassedBy(page)(row)).map(idOf),
      ];
      const noted = await note(current, [...earlier.map(idOf), ...page.found.map(deliveryOf)]);
      await start(page.found, { trigger: "replay", replayId: replay.id });
      if (page.later.length > 0) await ports.laterMatches.putLaterMatches(page.later);
      left -= page.found.length;
      const moved = await changeReplay(replays, noted, (now) =>
        now.pages === pages ? after(page, passed.length, ahead, now) : undefined,
      );
      if (moved?.state !== "running" || moved.slice !== replay.slice) return moved;
      current = moved;
    }
    return current;
  }

  /** Those that a function started before it died, and that are no longer listed, since they are under way. */
  async function startedEarlier({ id, underWay = [] }: Replay, { already }: ReplayPage): Promise<Delivery[]> {
    const rows = underWay.length > 0 ? [...(await ports.log.getDeliveries(underWay)).values()] : [];
    return rows.filter((row) => row.replayId === id && !already.includes(row.id));
  }

  /** Puts on record what is about to be started, to count it whatever happens. Lists of events stay as they are. */
  async function note(replay: Replay, underWay: string[]): Promise<Replay> {
    if (replay.includeUnmatched || underWay.length === 0) return replay;
    const { pages } = replay;
    const noted = (now: Replay) => (now.pages === pages ? { ...now, underWay } : undefined);
    return (await changeReplay(replays, replay, noted)) ?? replay;
  }

  /** The replay behind a page; it has ended with the last one. */
  function after(page: ReplayPage, earlier: number, ahead: string[], replay: Replay): Replay {
    const moved = { ...movedOn(replay, page, earlier, now()), underWay: ahead.length > 0 ? ahead : undefined };
    return moved.readOut && moved.state === "running" ? inState(moved, "completed", now()) : moved;
  }

  /** What is set today; undefined when the replay does not go on. */
  async function settingsFor(replay: Replay): Promise<Settings | undefined> {
    if (replay.readOut) return stop(replay, "completed");
    const subscription = await ports.subscriptions.getSubscription(replay);
    if (!subscription) return stop(replay, "cancelled", "Its subscription has been deleted.");
    if (!subscription.active) return stop(replay, "paused", "Its subscription is switched off.");
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

const pageOf = ({ filter, includeUnmatched }: Replay): number =>
  filter === undefined && !includeUnmatched ? PAGE : PAGE_OF_EXPRESSIONS;

const sliceOf = ({ tenantId, id, slice }: Replay): ReplaySlice => ({ tenantId, replayId: id, slice });

const nextSlice = (replay: Replay, slice: number): Replay | undefined =>
  replay.state === "running" && replay.slice === slice ? { ...replay, slice: slice + 1 } : undefined;

const idOf = ({ id }: Delivery): string => id;

/** Of those further on it is a later page that counts them: when they have ended again they are listed there. */
const isPassedBy =
  ({ next, reachedAt = "", lastId = "" }: ReplayPage) =>
  ({ createdAt, id }: Delivery): boolean =>
    next === undefined || createdAt < reachedAt || (createdAt === reachedAt && id <= lastId);

const deliveryOf = ({ event, subscriptionId }: RunRequest): string => deliveryId(event.id, subscriptionId);

function movedOn(replay: Replay, page: ReplayPage, earlier: number, nowMs: number): Replay {
  const { replayed, skipped, scanned, reachedAt } = replay.progress;
  return {
    ...replay,
    progress: {
      replayed: replayed + page.found.length + page.already.length + earlier,
      skipped: skipped + page.skipped,
      scanned: scanned + page.scanned + earlier,
      reachedAt: page.reachedAt ?? reachedAt,
    },
    after: page.next,
    readOut: page.next === undefined ? true : undefined,
    pages: replay.pages + 1,
    updatedAt: new Date(nowMs).toISOString(),
  };
}
