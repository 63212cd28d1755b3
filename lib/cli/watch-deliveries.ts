import type { Api } from "./api-client.ts";
import type { Context } from "./context.ts";
import { failed } from "./errors.ts";
import type { Row } from "./output/api-object.ts";
import { outcomeOf } from "./output/attempts.ts";
import { paintState } from "./output/colour.ts";
import { progress } from "./output/progress.ts";
import { timeText } from "./output/text.ts";
import { LARGEST_PAGE, pages } from "./pages.ts";
import { type Polling, polled } from "./poll.ts";

interface Delivery extends Row {
  id: string;
  state: string;
  type: string;
  attemptCount: number;
}

const ONE = "GET /api/v1/deliveries/{id}";
const BY_EVENT = "GET /api/v1/events/{id}/deliveries";

/** The routes that watching makes use of. */
export const WATCHED: readonly string[] = [ONE, BY_EVENT];

/**
 * Prints the attempts of deliveries as they are made, until all have ended; ids of events stand for all of their
 * deliveries, and `shown` says how many attempts of a delivery are known already. Rejects when some were not delivered, or when the time is over.
 */
export async function watchDeliveries(
  context: Context,
  ids: string[],
  polling: Polling,
  shown = new Map<string, number>(),
): Promise<void> {
  const call = context.api();
  const bar = progress(context);
  const print = context.json ? () => undefined : bar.print;
  try {
    const deliveries = await polled(context.io, polling, async () => {
      const now = (await Promise.all(ids.map((id) => deliveriesOf(call, id)))).flat();
      await printFresh(now, shown, { call, context, print });
      const waiting = now.filter(({ state }) => state === "pending" || state === "retrying");
      const ended = now.length - waiting.length;
      bar.update(ended, now.length, `${ended} of ${now.length} delivered or ended`);
      return waiting.length === 0 ? now : undefined;
    });
    bar.stop();
    conclude(deliveries, context);
  } finally {
    bar.stop();
  }
}

/** Of an event as they are listed, page by page. */
async function deliveriesOf(call: Api, id: string): Promise<Delivery[]> {
  if (id.startsWith("dlv_")) return [JSON.parse((await call(ONE, { params: { id } })).text)];
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

/** The attempts of those that have more of them than when they were last looked at. */
async function printFresh(deliveries: Delivery[], shown: Map<string, number>, { call, context, print }: Printing) {
  for (const { id, attemptCount } of deliveries) {
    const before = shown.get(id) ?? 0;
    if (attemptCount <= before) continue;
    const delivery = JSON.parse((await call(ONE, { params: { id } })).text);
    const fresh = (delivery.attempts as Row[]).filter(({ number }) => Number(number) > before);
    for (const attempt of fresh) print(attemptLine(delivery, attempt, context));
    shown.set(id, Math.max(attemptCount, before + fresh.length));
  }
}

/** `2026-01-31 12:00:00Z  dlv_…  #1  http-503 in 4 ms  next 2026-01-31 12:00:30Z` */
function attemptLine(delivery: Delivery, attempt: Row, { paint }: Context): string {
  const last = Number(attempt.number) >= delivery.attemptCount;
  const next = last && delivery.nextAttemptAt ? `next ${timeText(String(delivery.nextAttemptAt))}` : "";
  const after = next || (last ? paintState(paint, delivery.state) : "");
  const parts = [timeText(String(attempt.at)), delivery.id, `#${attempt.number}`, outcomeOf(attempt, paint), after];
  return parts.filter(Boolean).join("  ");
}

function conclude(deliveries: Delivery[], context: Context): void {
  if (context.json) context.print(JSON.stringify({ data: deliveries, next: null }));
  if (deliveries.length === 0) context.note("It has no deliveries: `posthorn events explain` says why.");
  const others = deliveries.filter(({ state }) => state !== "delivered");
  if (others.length === 0) return;
  const counts = new Map<string, number>();
  for (const { state } of others) counts.set(state, (counts.get(state) ?? 0) + 1);
  const words = [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
  throw failed(`${others.length} of ${deliveries.length} not delivered: ${words}`);
}
