import { Readable } from "node:stream";
import { runCommandLine } from "../../lib/cli/run-command-line.ts";

const PACKAGE = new URL("../../package.json", import.meta.url);

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface CliWorld {
  /** Answers the requests. By default, every request fails the test. */
  fetch?: typeof fetch;
  env?: Record<string, string>;
  cwd?: string;
  stdin?: string | Buffer;
  /** The answers that a person types, in turn. There is a terminal only when this or `columns` is set. */
  typed?: string[];
  columns?: number;
  nowMs?: number;
  /** By default, only the clock advances. */
  sleep?: (ms: number) => Promise<unknown>;
  /** Aborts like Ctrl-C. */
  stop?: AbortSignal;
}

const API = "http://api.example";
const WITH_KEYS = { POSTHORN_URL: API, POSTHORN_KEY: "tenant-key", POSTHORN_ADMIN_KEY: "admin-key" };

/** Runs a command line in this process, with a fake environment and a fake clock. */
export async function cli(line: string | string[], world: CliWorld = {}): Promise<Ran> {
  const {
    env = WITH_KEYS,
    cwd = "/nowhere",
    stdin = "",
    typed,
    columns,
    nowMs = Date.parse("2026-01-01T12:00:00Z"),
  } = world;
  const ran: Ran = { code: 0, out: "", err: "" };
  const isTTY = typed !== undefined || columns !== undefined;
  let clock = nowMs;
  ran.code = await runCommandLine(typeof line === "string" ? words(line) : line, PACKAGE, {
    stdout: { write: (text) => (ran.out += text), isTTY, ...(columns && { columns }) },
    stderr: { write: (text) => (ran.err += text) },
    stdin: Object.assign(Readable.from([Buffer.from(stdin)]), { isTTY: typed !== undefined }),
    env: { HOME: "/nowhere", ...env },
    cwd,
    fetch: world.fetch ?? refuseAll,
    now: () => clock,
    sleep: async (ms) => {
      await world.sleep?.(ms);
      clock += ms;
      if (clock - nowMs > LONGEST_WATCH_MS) throw new Error("watches forever");
    },
    interrupted: () => world.stop ?? new AbortController().signal,
    ask: async () => typed?.shift() ?? "",
  });
  return ran;
}

const LONGEST_WATCH_MS = 600_000;

const refuseAll: typeof fetch = async (url) => {
  throw new Error(`unexpected request: ${url}`);
};

/** Splits a shell command into words, up to a pipe or a redirection. */
export function words(line: string): string[] {
  const found = line.matchAll(/'([^']*)'|"([^"]*)"|([|<>])|([^\s'"|<>]+)/g);
  const parts: string[] = [];
  for (const [, single, double, stop, plain] of found) {
    if (stop) break;
    parts.push(single ?? double ?? plain ?? "");
  }
  return parts;
}

export interface RecordedCall {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string | undefined;
}

/** A response: a JSON value or its text, with status 200 by default. */
export interface Canned {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A fake API that answers by a script and records its calls. */
export function scriptedApi(answer: (call: RecordedCall, nth: number) => Canned = () => ({ body: {} })) {
  const calls: RecordedCall[] = [];
  const fetchIt: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const call = {
      method: init?.method ?? "",
      path: `${url.origin === API ? "" : url.origin}${decodeURIComponent(url.pathname)}`,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: init?.body?.toString(),
    };
    calls.push(call);
    const { status = 200, body, headers } = answer(call, calls.length);
    const text = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
    return new Response(text, { status, headers: { "content-type": "application/json", ...headers } });
  };
  return { calls, fetch: fetchIt };
}

/** An answer with the fields that every command needs. */
export const ANY_ANSWER = {
  id: "x_1",
  name: "n",
  state: "delivered",
  attemptCount: 1,
  attempts: [{ number: 1, at: "2026-01-01T00:00:00.000Z", status: 200, timings: { total: 3 } }],
  attempt: { number: 1, at: "2026-01-01T00:00:00.000Z", status: 200, timings: { total: 3 } },
  data: [],
  next: null,
  totals: {},
  points: [],
  endpoints: { data: [], complete: true },
};
