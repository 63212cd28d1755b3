import type { Clock } from "../clock.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Allowance } from "../matching/allowance.ts";
import { catalogOf } from "../matching/catalog.ts";
import type { evaluations } from "../matching/evaluation.ts";
import type { CatalogEntry, Subscription } from "../model.ts";
import type { ReplayScope } from "./replay.ts";
import { type ReplayPage, replayPages, type Settings, typesToday } from "./replay-page.ts";

export interface PreviewPorts {
  log: LogReader;
  evaluationOf: ReturnType<typeof evaluations>;
  now: Clock;
}

/** What a replay would do. When not `complete`, the counts are of what could be read in time: at least so many. */
export interface ReplayPreview {
  count: number;
  /** When the first and the last of the events came in. */
  earliest?: string;
  latest?: string;
  /** Events that gave no delivery then, and match as things are set today. */
  newlyMatching: number;
  /** Of those that would be sent again, how many do not match as things are set today. */
  noLongerMatching: number;
  complete: boolean;
}

/** An answer over HTTP must be there after 29 s, and a page that was begun goes on. */
const BUDGET_MS = 15_000;
const MOST_SCANNED = 10_000;
const PAGE = 50;

/** No replay has this name: everything is still to be done. */
const NONE = "";

/** Looks at what a replay would do, and does nothing. */
export function previewReplay({ log, evaluationOf, now }: PreviewPorts) {
  return async function preview(
    scope: ReplayScope,
    subscription: Subscription,
    entries: CatalogEntry[],
  ): Promise<ReplayPreview> {
    const settings = { subscription, catalog: catalogOf(entries) };
    const allowance: Allowance = { leftMs: 5_000, slowLeftMs: 5_000 };
    const eventsOf = needsData(scope, subscription, entries) ? log.getEvents : eventsWithoutData(log);
    const readPage = replayPages({ log, eventsOf, evaluationOf, allowance: () => allowance });
    const startedAt = now();
    const isLate = () => now() - startedAt > BUDGET_MS || allowance.leftMs <= 0 || allowance.slowLeftMs <= 0;
    const counts = { count: 0, newlyMatching: 0, noLongerMatching: 0 };
    const times: { earliest?: string; latest?: string } = {};

    const countFound = ({ found }: ReplayPage) => {
      for (const { event } of found) {
        counts.count += 1;
        if (!typesToday(event, settings, evaluationOf(event, allowance))) counts.noLongerMatching += 1;
        if (event.receivedAt < (times.earliest ?? "~")) times.earliest = event.receivedAt;
        if (event.receivedAt > (times.latest ?? "")) times.latest = event.receivedAt;
      }
    };
    const countUnmatched = ({ later }: ReplayPage) => {
      counts.newlyMatching += later.length;
    };
    const countBoth = (page: ReplayPage) => {
      countFound(page);
      countUnmatched(page);
    };
    const walk = (of: ReplayScope, see: (page: ReplayPage) => void) =>
      eachPage((after, limit) => readPage({ ...of, id: NONE, after }, settings, limit), see, isLate);

    // Where all events are walked over, deliveries come with them.
    const complete = scope.includeUnmatched
      ? [await walk(scope, countBoth)]
      : await Promise.all([
          walk(scope, countFound),
          walk({ ...scope, includeUnmatched: true, states: [] }, countUnmatched),
        ]);
    return { ...counts, ...times, complete: complete.every(Boolean) && !isLate() };
  };
}

/** Reads pages to the last one. Resolves with whether it came so far. */
async function eachPage(
  read: (after: string | undefined, limit: number) => Promise<ReplayPage>,
  see: (page: ReplayPage) => void,
  isLate: () => boolean,
): Promise<boolean> {
  let scanned = 0;
  let after: string | undefined;
  do {
    if (scanned >= MOST_SCANNED || isLate()) return false;
    const page = await read(after, PAGE);
    see(page);
    scanned += page.scanned;
    after = page.next;
  } while (after !== undefined);
  return true;
}

/** Does an expression ask for it? */
const needsData = ({ filter }: ReplayScope, subscription: Settings["subscription"], entries: CatalogEntry[]): boolean =>
  filter !== undefined || subscription.filter !== undefined || entries.some(({ kind }) => kind === "derived-type");

const eventsWithoutData =
  (log: LogReader): LogReader["getEvents"] =>
  async (tenantId, ids) => {
    const heads = await log.getEventHeads(tenantId, ids);
    return new Map([...heads].map(([id, head]) => [id, { ...head, data: "null" }]));
  };
