import type { ReadReplayPage, ReplayPagePorts } from "./replay-page.ts";
import { requestsFor, sortedRows } from "./replayable.ts";

/** Reads pages of a subscription's deliveries. */
export function deliveryPages(ports: ReplayPagePorts): ReadReplayPage {
  const { log } = ports;

  return async function deliveryPage(replay, settings, limit) {
    const { tenantId, subscriptionId, states, types, since, until, after } = replay;
    const filter = { states, types, since, until, order: "oldest" as const };
    const { items, next } = await log.listDeliveries({ tenantId, subscriptionId }, filter, { limit, after });
    const listed = items.filter(({ test }) => !test);
    const rows = await log.getDeliveries(listed.map(({ id }) => id));
    const inOrder = listed.flatMap(({ id }) => rows.get(id) ?? []);
    const { already, wanted } = sortedRows(replay, inOrder);
    const { found, undecided, lost } = await requestsFor(ports, replay, settings, wanted);
    const skipped = listed.length - already.length - wanted.length + lost;
    const last = items.at(-1);
    const progress = { scanned: items.length, reachedAt: last?.createdAt, lastId: last?.id };
    return { found, later: [], already, skipped, undecided, ...progress, next };
  };
}
