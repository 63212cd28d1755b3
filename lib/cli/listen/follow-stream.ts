import { type Api, reasonOf } from "../api-client.ts";
import type { Context } from "../context.ts";
import { CliError, failed } from "../errors.ts";
import { safeText, timeText } from "../output/text.ts";
import { type Forwarded, forward } from "./forward.ts";

/** The route that following makes use of. */
export const STREAM = "GET /api/v1/subscriptions/{id}/stream";

/** Receivers reject what was signed minutes ago: no more at once than a slow server has done before that. */
const AT_ONCE = 10;
const FRESH_MS = 60_000;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5_000;

interface Item extends Forwarded {
  deliveryId: string;
  eventId: string;
  type: string;
}

interface Page {
  data: Item[];
  next: string;
}

export interface Following {
  call: Api;
  id: string;
  url: URL;
  /** Ends it. */
  stop: AbortSignal;
}

/**
 * Repeats what a pull subscription gets to a local server, until it is stopped. A page is taken when the server has
 * answered all of it; what it did not answer is fetched, and signed, anew.
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

  async function fetchPage(): Promise<Page | undefined> {
    try {
      const { text } = await call(STREAM, { params: { id }, query: { limit: AT_ONCE, after } });
      trouble.over("api");
      return JSON.parse(text);
    } catch (error) {
      if (!(error instanceof CliError) || stop.aborted) throw error;
      if (error.message.startsWith("404 ")) throw failed("the subscription is gone", ANOTHER);
      if (!isPassing(error)) throw error;
      trouble.tell("api", error.message);
      return undefined;
    }
  }

  /** Whether all of them were answered. */
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
      trouble.over("server");
      show(context, item, status, now() - startedAt);
      return true;
    } catch (error) {
      if (!stop.aborted) trouble.tell("server", `${url} does not answer: ${reasonOf(error)}`);
      return false;
    }
  }
}

const ANOTHER = "Another `listen` takes the place of one of the same name: --name tells them apart.";

/** Out of reach, throttled, or a fault of the API's own. */
const isPassing = ({ exitCode, message }: CliError): boolean => exitCode === 3 || /^(429|5\d\d) /.test(`${message} `);

/** `2026-01-31 12:00:00Z  invoice.paid  evt_…  200 in 12 ms` */
function show({ io, json, paint, print }: Context, { deliveryId, eventId, type }: Item, status: number, ms: number) {
  if (json) return print(JSON.stringify({ deliveryId, eventId, type, status, ms }));
  const outcome = paint(status >= 200 && status < 300 ? "green" : "red", `${status} in ${ms} ms`);
  print([timeText(new Date(io.now()).toISOString()), safeText(type), eventId, outcome].join("  "));
}

/** Says once what is wrong, and once that it is over. */
function troubleNotes({ io }: Context) {
  const told = new Map<string, string>();
  const write = (text: string): void => void io.stderr.write(`${text}\n`);
  return {
    tell(what: string, words: string): void {
      if (told.get(what) !== words) write(`${safeText(words)}; trying on`);
      told.set(what, words);
    },
    over(what: string): void {
      if (told.delete(what)) write("It answers again.");
    },
  };
}
