import { setTimeout as sleep } from "node:timers/promises";
import { INVOICE_PAID, invoiceOf } from "./events.ts";
import { inParallel } from "./in-parallel.ts";
import type { TwinProcess } from "./twin.ts";

const EVENTS_PATH = "/api/v1/events";
const event = { type: INVOICE_PAID, data: JSON.parse(invoiceOf(1024)) };

/** Sends events in lists, with `atOnce` requests at a time. */
export function sendLists(twin: TwinProcess, events: number, list: number, atOnce: number): Promise<void> {
  const body = { events: Array(list).fill(event) };
  return inParallel(Math.ceil(events / list), atOnce, () => twin.call("POST", EVENTS_PATH, body));
}

/** Sends events one by one, with `atOnce` requests at a time. */
export const sendSingles = (twin: TwinProcess, events: number, atOnce: number): Promise<void> =>
  inParallel(events, atOnce, () => twin.call("POST", EVENTS_PATH, event));

/** When an event was sent and when its 202 arrived, in epoch milliseconds. */
export interface SentEvent {
  id: string;
  sentAtMs: number;
  acceptedAtMs: number;
}

/** Sends single events at a fixed rate, however long the answers take. */
export const sendSteadily = (twin: TwinProcess, perSecond: number, seconds: number): Promise<SentEvent[]> =>
  steadily(perSecond, seconds, () => sendOne(twin));

/** Does something at a fixed rate, however long it takes. Resolves with all outcomes. */
export async function steadily<T>(perSecond: number, seconds: number, act: (n: number) => Promise<T>): Promise<T[]> {
  const startedAt = performance.now();
  const acting: Promise<T>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    await sleep(Math.max(0, startedAt + (n * 1000) / perSecond - performance.now()));
    const acted = act(n);
    // A failure counts when all are awaited. Until then, it must not end this process before it has stopped the twin.
    acted.catch(() => undefined);
    acting.push(acted);
  }
  return Promise.all(acting);
}

async function sendOne(twin: TwinProcess): Promise<SentEvent> {
  const sentAtMs = Date.now();
  const { id } = await twin.call<{ id: string }>("POST", EVENTS_PATH, event);
  return { id, sentAtMs, acceptedAtMs: Date.now() };
}
