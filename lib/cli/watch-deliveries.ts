import { parseDeliveryId } from "../core/ids.ts";
import type { Api } from "./api-client.ts";
import type { Context } from "./context.ts";
import { failed } from "./errors.ts";
import type { ApiObject } from "./output/api-object.ts";
import { attemptOutcome } from "./output/attempts.ts";
import { paintState } from "./output/colour.ts";
import { progress } from "./output/progress.ts";
import { timeText } from "./output/text.ts";
import { LARGEST_PAGE, pages } from "./pages.ts";
import { type Polling, pollUntil } from "./poll.ts";
import { waitingNote } from "./waiting-note.ts";

interface Delivery extends ApiObject {
  id: string;
  state: string;
  type: string;
  attemptCount: number;
}

const ONE = "GET /api/v1/deliveries/{id}";
const BY_EVENT = "GET /api/v1/events/{id}/deliveries";

/** The routes that watching calls. */
export const WATCH_ROUTES: readonly string[] = [ONE, BY_EVENT];

/**
 * Prints the attempts of deliveries as they happen, until all deliveries have ended. Any id of an event stands for all
 * of its deliveries. Rejects when a delivery ends without success, or after the timeout.
 *
 * @param shown the number of attempts of each delivery that were printed before
 */
export async function watchUntilEnded(
  context: Context,
  ids: string[],
  polling: Polling,
  shown = new Map<string, number>(),
): Promise<void> {
  const call = context.api();
  const bar = progress(context);
  const print = context.json ? () => undefined : bar.print;
  let waiting: Delivery[] = [];
  const look = async () => {
    const now = (await Promise.all(ids.map((id) => deliveriesOf(call, id)))).flat();
    await printFresh(now, shown, { call, context, print });
    waiting = now.filter(({ state }) => isWaiting(state));
    const ended = now.length - waiting.length;
    bar.update(ended, now.length, `${ended} of ${now.length} deliveries ended`);
    return waiting.length === 0 ? now : undefined;
  };
  try {
    const deliveries = await pollUntil(
      context.io,
      polling,
      look,
      waitingNote(context, bar, () => waitingFor(waiting)),
    );
    bar.stop();
    conclude(deliveries, context);
  } finally {
    bar.stop();
  }
}

const isWaiting = (state: string): boolean => ["pending", "retrying", "held"].includes(state);

function waitingFor(waiting: Delivery[]) {
  const [first = ""] = waiting.flatMap(({ nextAttemptAt }) => (nextAttemptAt ? [String(nextAttemptAt)] : [])).sort();
  const held = waiting.filter(({ state }) => state === "held").length;
  const notes = [first && `next attempt ${timeText(first)}`, held > 0 && `${held} held`].filter(Boolean).join(", ");
  const next = notes && ` (${notes})`;
  const one = waiting.length === 1;
  return {
    until: `${one ? "1 delivery ends" : `${waiting.length} deliveries end`}${next}`,
    after: one ? "The delivery continues." : "The deliveries continue.",
  };
}

/** One delivery, or all deliveries of an event, page by page. A producer may choose an event id that begins with `dlv_`. */
async function deliveriesOf(call: Api, id: string): Promise<Delivery[]> {
  if (parseDeliveryId(id)) return [JSON.parse((await call(ONE, { params: { id } })).text)];
  const found: Delivery[] = [];
  const request = { params: { id }, query: { limit: LARGEST_PAGE } };
  for await (const { rows } of pages<Delivery>(call, BY_EVENT, request)) found.push(...rows);
  return found;
}

interface Printing {
  call: Api;
  context: Context;
  print(line: string): void;
}

/** Prints the attempts that were made since the last look. */
async function printFresh(deliveries: Delivery[], shown: Map<string, number>, { call, context, print }: Printing) {
  for (const { id, attemptCount } of deliveries) {
    const before = shown.get(id) ?? 0;
    if (attemptCount <= before) continue;
    const delivery = JSON.parse((await call(ONE, { params: { id } })).text);
    for (const attempt of delivery.attempts as ApiObject[]) {
      const number = Number(attempt.number);
      // The API reads the attempts after the delivery. A newer attempt waits for its `nextAttemptAt`.
      if (number > before && number <= delivery.attemptCount) print(attemptLine(delivery, attempt, context));
    }
    shown.set(id, delivery.attemptCount);
  }
}

/** `2026-01-31 12:00:00Z  dlv_…  #1  http-503 in 4 ms  next 2026-01-31 12:00:30Z` */
function attemptLine(delivery: Delivery, attempt: ApiObject, { paint }: Context): string {
  const last = Number(attempt.number) >= delivery.attemptCount;
  const next = last && delivery.nextAttemptAt ? `next ${timeText(String(delivery.nextAttemptAt))}` : "";
  const after = next || (last ? paintState(paint, delivery.state) : "");
  const parts = [
    timeText(String(attempt.at)),
    delivery.id,
    `#${attempt.number}`,
    attemptOutcome(attempt, paint),
    after,
  ];
  return parts.filter(Boolean).join("  ");
}

function conclude(deliveries: Delivery[], context: Context): void {
  if (context.json) context.print(JSON.stringify({ data: deliveries, next: null }));
  if (deliveries.length === 0) context.note("No deliveries. Run `posthorn events explain` to see why.");
  const others = deliveries.filter(({ state }) => state !== "delivered");
  if (others.length === 0) return;
  const counts = new Map<string, number>();
  for (const { state } of others) counts.set(state, (counts.get(state) ?? 0) + 1);
  const words = [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
  throw failed(`${others.length} of ${deliveries.length} not delivered: ${words}`);
}
