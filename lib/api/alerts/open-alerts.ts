import type { AlertFilter, AlertLister, AlertStates, StoredAlert } from "../../core/alerts/alert-store.ts";
import { type AlertState, isOpen } from "../../core/alerts/open-alert.ts";
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

const READ_AT_ONCE = 100;

/** The most reads for one page: then it ends with the alerts found so far, and the next page continues there. */
const MOST_READS = 10;

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
    const found: JudgedAlert[] = [];
    let place = after;
    let reads = 0;
    do {
      const page = await alerts.listAlerts(filter, { limit: READ_AT_ONCE, after: place });
      found.push(...(await judged(page.items)).filter((one) => one.open === open));
      place = page.next;
      reads++;
    } while (place !== undefined && found.length <= limit && reads < MOST_READS);
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
