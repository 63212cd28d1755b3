import type { AlertFilter, AlertLister, AlertStates, StoredAlert } from "../../core/alerts/alert-store.ts";
import { type AlertState, isOpen, mayBeOpen, openOnceAs } from "../../core/alerts/open-alert.ts";
import type { Clock } from "../../core/clock.ts";
import type { Page, PageRequest } from "../../core/kit/pages.ts";

export interface OpenAlertPorts {
  alerts: AlertLister;
  alertStates: AlertStates;
  now: Clock;
}

/** An alert, whether it is open, and its subscription as it is now. */
export interface JudgedAlert {
  alert: StoredAlert;
  open: boolean;
  subscription: AlertState["subscription"];
}

/** How much one page reads: then it ends with the alerts found so far, and the next page continues there. */
interface Reach {
  atOnce: number;
  mostReads: number;
}

/**
 * Most alerts are over, so those that are open can be far apart. A read of 1,000 alerts is one query of at most 1 MB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html), and the states of most aren't read.
 */
const FOR_OPEN: Reach = { atOnce: 1_000, mostReads: 4 };
const FOR_OVER: Reach = { atOnce: 100, mostReads: 10 };

/**
 * Makes a function that lists alerts, newest first, with whether each one is open.
 *
 * @returns its pages may be short, or even empty, although another page follows
 */
export function judgedAlerts({ alerts, alertStates, now }: OpenAlertPorts) {
  return async function list(
    filter: AlertFilter,
    open: boolean | undefined,
    { limit, after }: PageRequest,
  ): Promise<Page<JudgedAlert>> {
    if (open === undefined) {
      const page = await alerts.listAlerts(filter, { limit, after });
      return { ...page, items: await judged(page.items) };
    }
    const { atOnce, mostReads } = open ? FOR_OPEN : FOR_OVER;
    const candidates = open ? latestCandidates(now()) : (items: readonly StoredAlert[]) => items;
    const found: JudgedAlert[] = [];
    let place = after;
    let reads = 0;
    do {
      const page = await alerts.listAlerts(filter, { limit: atOnce, after: place });
      found.push(...(await judged(candidates(page.items))).filter((one) => one.open === open));
      place = page.next;
      reads++;
    } while (place !== undefined && found.length <= limit && reads < mostReads);
    const items = found.slice(0, limit);
    const next = found.length > limit ? items.at(-1)?.alert.id : place;
    return next === undefined ? { items } : { items, next };
  };

  async function judged(items: readonly StoredAlert[]): Promise<JudgedAlert[]> {
    if (items.length === 0) return [];
    const states = await alertStates.getStates(items);
    return items.map((alert, index) => {
      const state = states[index] as AlertState;
      return { alert, open: isOpen(alert, state, now()), subscription: state.subscription };
    });
  }
}

/** Makes a function that takes alerts, newest first, and leaves those that may be open: the latest one of a kind. */
function latestCandidates(nowMs: number) {
  const seen = new Set<string>();
  return (alerts: readonly StoredAlert[]): StoredAlert[] =>
    alerts.filter((alert) => {
      const kind = openOnceAs(alert);
      if (!mayBeOpen(alert, nowMs) || seen.has(kind)) return false;
      seen.add(kind);
      return true;
    });
}
