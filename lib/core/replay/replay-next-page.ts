import type { Clock } from "../clock.ts";
import { deliveryOf, type RunPorts, startRuns } from "../delivery/runs.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { UnlistedRecipients } from "../log/unlisted-recipients.ts";
import { newAllowance } from "../matching/allowance.ts";
import type { evaluations } from "../matching/evaluation.ts";
import type { LaterMatchWriter } from "../matching/later-matches.ts";
import type { Delivery } from "../model/delivery.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import type { OrderedQueue } from "../ordered/ordered-queue.ts";
import { sendingToLanes } from "../ordered/to-lanes.ts";
import { replayPages } from "./read-replay-page.ts";
import type { Replay } from "./replay.ts";
import type { ReplayPage, Settings } from "./replay-page.ts";
import { afterPage } from "./replay-progress.ts";
import { changeReplay, type ReplayStore } from "./replay-store.ts";

export interface PagePorts extends RunPorts {
  replays: ReplayStore;
  log: LogReader;
  laterMatches: LaterMatchWriter;
  recipients: Pick<UnlistedRecipients, "noteRecipients">;
  ordered: OrderedQueue;
  evaluationOf: ReturnType<typeof evaluations>;
  now: Clock;
}

/** The result of replaying a page. */
export interface PageOutcome {
  /** The replay after the page; undefined when another function did the page, or the replay is gone. */
  replay: Replay | undefined;
  /** The number of deliveries that were started. */
  started: number;
}

/** The time that expressions may take for one event, so that a page of events can't outlast the function. */
const EVENT_ALLOWANCE = { leftMs: 400, slowLeftMs: 250, eachMs: 400 } as const;

/**
 * Replays one page: starts its deliveries, then advances the replay's row. If the function dies in between, the page is
 * read again. Deliveries that were already started carry the replay's id, and aren't started twice.
 */
export function pageReplayer(ports: PagePorts) {
  const { replays, log, laterMatches, recipients, now } = ports;
  const allowance = () => newAllowance(EVENT_ALLOWANCE);
  const readPage = replayPages({ ...ports, eventsOf: log.getEvents, allowance });
  const start = startRuns(ports);
  const toLanes = sendingToLanes(ports.ordered);

  return async function replayNextPage(replay: Replay, settings: Settings, limit: number): Promise<PageOutcome> {
    const page = await withoutErased(replay, await readPage(replay, settings, limit));
    const earlier = await startedEarlier(replay, page);
    const noted = await note(replay, [...earlier.map(({ id }) => id), ...page.found.map(deliveryOf)]);
    await start(page.found, { trigger: "replay", replayId: replay.id }, sendFor(settings));
    if (page.later.length > 0) await laterMatches.putLaterMatches(page.later);
    const moved = await changeReplay(replays, noted, (current) =>
      current.pages === replay.pages ? afterPage(current, page, earlier, now()) : undefined,
    );
    return { replay: moved, started: page.found.length };
  };

  /** Deliveries of an ordered subscription join their lanes in the order of the page: a standard queue may mix them. */
  function sendFor({ subscription }: Settings) {
    return subscription.ordered && ((tasks: DeliveryTask[]) => toLanes(tasks, subscription));
  }

  /**
   * The page without events that were erased after it was read. An event's record lists a later match only once its
   * delivery has started, so that a crash in between loses no delivery. Until then, a note tells erasures about it.
   */
  async function withoutErased(replay: Replay, page: ReplayPage): Promise<ReplayPage> {
    if (page.later.length === 0) return page;
    await recipients.noteRecipients(page.later);
    const ulids = page.later.map(({ ulid }) => ulid);
    const heads = await log.getEventHeads(replay, ulids);
    const isErased = (ulid: string) => heads.get(ulid)?.contentErasedAt !== undefined;
    const found = page.found.filter(({ event }) => !isErased(event.ulid));
    const later = page.later.filter(({ ulid }) => !isErased(ulid));
    return { ...page, found, later, skipped: page.skipped + page.found.length - found.length };
  }

  /** The deliveries that a function started before it died. The page doesn't list them while they are under way. */
  async function startedEarlier({ id, underWay = [] }: Replay, { already }: ReplayPage): Promise<Delivery[]> {
    const rows = underWay.length > 0 ? [...(await log.getDeliveries(underWay)).values()] : [];
    return rows.filter((row) => row.replayId === id && !already.includes(row.id));
  }

  /**
   * Records which deliveries are about to start, so that they are counted even after a crash. A replay of events needs
   * no such record, because its list doesn't change.
   */
  async function note(replay: Replay, underWay: string[]): Promise<Replay> {
    if (replay.includeUnmatched || underWay.length === 0) return replay;
    const noted = (current: Replay) => (current.pages === replay.pages ? { ...current, underWay } : undefined);
    return (await changeReplay(replays, replay, noted)) ?? replay;
  }
}
