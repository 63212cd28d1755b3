import { Readable } from "node:stream";
import { runCli } from "../../lib/cli/run-command-line.ts";

const PACKAGE = new URL("../../package.json", import.meta.url);

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface World {
  /** Answers the requests; none comes through when left out. */
  fetch?: typeof fetch;
  env?: Record<string, string>;
  cwd?: string;
  stdin?: string | Buffer;
  /** What a person types, in turn; there is a terminal only when this is given, or `columns`. */
  typed?: string[];
  columns?: number;
  nowMs?: number;
  /** Only notes how long it would have been when left out. */
  sleep?: (ms: number) => Promise<unknown>;
  /** Aborts when Ctrl-C is typed. */
  stop?: AbortSignal;
}

const API = "http://api.example";
const WITH_KEYS = { POSTHORN_URL: API, POSTHORN_KEY: "tenant-key", POSTHORN_ADMIN_KEY: "admin-key" };

/** Runs a command line in this process, in a world of its own, without waiting for anything. */
export async function cli(line: string | string[], world: World = {}): Promise<Ran> {
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
  ran.code = await runCli(typeof line === "string" ? words(line) : line, PACKAGE, {
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
      if (clock - nowMs > LONGEST_WATCH_MS) throw new Error("watches for ever");
    },
    interrupted: () => world.stop ?? new AbortController().signal,
    ask: async () => typed?.shift() ?? "",
  });
  return ran;
}

const LONGEST_WATCH_MS = 600_000;

const refuseAll: typeof fetch = async (url) => {
  throw new Error(`no request was expected: ${url}`);
};

/** The words of a shell command, up to a pipe or a redirection. */
export function words(line: string): string[] {
  const found = line.matchAll(/'([^']*)'|"([^"]*)"|([|<>])|([^\s'"|<>]+)/g);
  const parts: string[] = [];
  for (const [, single, double, stop, plain] of found) {
    if (stop) break;
    parts.push(single ?? double ?? plain ?? "");
  }
  return parts;
}

export interface Call {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string | undefined;
}

/** What to answer: JSON, or its text, with 200 unless `status` says otherwise. */
export interface Canned {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An API that answers by a script and notes what it was asked. */
export function scriptedApi(answer: (call: Call, nth: number) => Canned = () => ({ body: {} })) {
  const calls: Call[] = [];
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
