import { setTimeout as sleep } from "node:timers/promises";

/** Where text goes, and what is known of it. */
export interface Sink {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** All that the command line touches of the machine, so that a test can be one. */
export interface Io {
  stdout: Sink;
  stderr: Sink;
  stdin: AsyncIterable<Uint8Array | string> & { isTTY?: boolean };
  env: Record<string, string | undefined>;
  cwd: string;
  fetch: typeof fetch;
  now(): number;
  /** Ends early when it is stopped. */
  sleep(ms: number, stop?: AbortSignal): Promise<unknown>;
  /** Asked for, a first Ctrl-C or SIGTERM does not end the process any more: it aborts this. */
  interrupted(): AbortSignal;
  /** Asks a person; `hidden` shows nothing of what is typed. */
  ask(question: string, hidden: boolean): Promise<string>;
}

/** The process that this is. A reader that has gone (`| head`) ends it without a word, as it ends other tools. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  }
  const { stdout, stderr, stdin, env } = process;
  const ask: Io["ask"] = async (question, hidden) => (await import("./ask.ts")).ask(question, hidden);
  return { stdout, stderr, stdin, env, cwd: process.cwd(), fetch, now: Date.now, sleep: pause, interrupted, ask };
}

async function pause(ms: number, stop?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: stop });
  } catch (error) {
    if (!stop?.aborted) throw error;
  }
}

/** The second time a signal does what it always does. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => controller.abort());
  return controller.signal;
}
