import { setTimeout as sleep } from "node:timers/promises";

/** An output stream, and what is known about its terminal. */
export interface Sink {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Everything that the command line uses of the machine. Tests replace it. */
export interface Io {
  stdout: Sink;
  stderr: Sink;
  stdin: AsyncIterable<Uint8Array | string> & { isTTY?: boolean };
  env: Record<string, string | undefined>;
  cwd: string;
  fetch: typeof fetch;
  now(): number;
  /** Resolves early when `stop` aborts. */
  sleep(ms: number, stop?: AbortSignal): Promise<unknown>;
  /** After this call, the first Ctrl-C or SIGTERM aborts the returned signal instead of ending the process. */
  interrupted(): AbortSignal;
  /** Asks a question at the terminal. `hidden` doesn't echo the answer. */
  ask(question: string, hidden: boolean): Promise<string>;
}

/** The real process. When the reader of a pipe is gone (`| head`), the process ends silently, like other tools. */
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

/** `once`: a second signal ends the process as usual. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => controller.abort());
  return controller.signal;
}
