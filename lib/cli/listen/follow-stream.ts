import { type Api, reasonOf } from "../api-client.ts";
import type { Context } from "../context.ts";
import { CliError, failed } from "../errors.ts";
import { safeText, timeText } from "../output/text.ts";
import { type Forwarded, forward } from "./forward.ts";

/** The route that following a stream calls. */
export const STREAM = "GET /api/v1/subscriptions/{id}/stream";

/** Receivers reject signatures that are minutes old. A page is therefore small enough for a slow server. */
const PAGE_SIZE = 10;
/** After this time, the rest of a page is fetched again with new signatures. */
const FRESH_MS = 60_000;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5_000;

interface Item extends Forwarded {
  deliveryId: string;
  eventId: string;
  type: string;
}

interface StreamPage {
  data: Item[];
  next: string;
}

export interface Following {
  call: Api;
  id: string;
  url: URL;
  /** Ends the forwarding. */
  stop: AbortSignal;
}

/**
 * Forwards the deliveries of a pull subscription to a local server, until `stop` aborts. A page is acknowledged once the
 * server has answered every delivery of it. Deliveries without an answer are fetched again, with new signatures.
 */
export async function follow(context: Context, { call, id, url, stop }: Following): Promise<void> {
  const trouble = troubleNotes(context);
  const { now, sleep } = context.io;
  let after: string | undefined;
  let answered = new Set<string>();
  let waitMs = 0;

  while (!stop.aborted) {
    const page = await fetchPage();
    const whole = page !== undefined && (await forwardAll(page.data));
    if (whole) {
      after = page.next;
      answered = new Set();
    }
    waitMs = whole && page.data.length > 0 ? 0 : Math.min(waitMs * 1.5 || FIRST_WAIT_MS, LONGEST_WAIT_MS);
    if (waitMs > 0 && !stop.aborted) await sleep(waitMs, stop);
  }

  async function fetchPage(): Promise<StreamPage | undefined> {
    try {
      const { text } = await call(STREAM, { params: { id }, query: { limit: PAGE_SIZE, after } });
      trouble.over(API);
      return JSON.parse(text);
    } catch (error) {
      if (!(error instanceof CliError) || stop.aborted) throw error;
      if (error.message.startsWith("404 ")) throw failed("the subscription was deleted", REPLACED);
      if (!isTemporary(error)) throw error;
      trouble.tell(API, error.message);
      return undefined;
    }
  }

  /** Resolves with whether the server answered all of them. */
  async function forwardAll(items: Item[]): Promise<boolean> {
    const sinceMs = now();
    for (const item of items.filter(({ deliveryId }) => !answered.has(deliveryId))) {
      if (stop.aborted || now() - sinceMs > FRESH_MS || !(await forwardOne(item))) return false;
      answered.add(item.deliveryId);
    }
    return true;
  }

  async function forwardOne(item: Item): Promise<boolean> {
    const startedAt = now();
    try {
      const status = await forward(url, item, stop);
      trouble.over(SERVER);
      show(context, item, status, now() - startedAt);
      return true;
    } catch (error) {
      if (!stop.aborted) trouble.tell(SERVER, `${url} does not respond: ${reasonOf(error)}`);
      return false;
    }
  }
}

const API = "The API";
const SERVER = "The local server";

const REPLACED = "Another `posthorn listen` with the same name replaced it. Use --name to run several.";

/** The API is unreachable, throttles the client, or has an internal error. */
const isTemporary = ({ exitCode, message }: CliError): boolean => exitCode === 3 || /^(429|5\d\d) /.test(`${message} `);

/** `2026-01-31 12:00:00Z  invoice.paid  evt_…  200 in 12 ms` */
function show({ io, json, paint, print }: Context, { deliveryId, eventId, type }: Item, status: number, ms: number) {
  if (json) return print(JSON.stringify({ deliveryId, eventId, type, status, ms }));
  const outcome = paint(status >= 200 && status < 300 ? "green" : "red", `${status} in ${ms} ms`);
  print([timeText(new Date(io.now()).toISOString()), safeText(type), eventId, outcome].join("  "));
}

/** Reports each problem once, and once that it is over. */
function troubleNotes({ io }: Context) {
  const told = new Map<string, string>();
  const write = (text: string): void => void io.stderr.write(`${text}\n`);
  return {
    tell(whose: string, words: string): void {
      if (told.get(whose) !== words) write(`${safeText(words)}; retrying`);
      told.set(whose, words);
    },
    over(whose: string): void {
      if (told.delete(whose)) write(`${whose} responds again.`);
    },
  };
}
