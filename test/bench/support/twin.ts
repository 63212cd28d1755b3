import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Pool } from "undici";
import { projectRoot } from "../../../lib/infra/bundle.ts";
import { readTwinFile } from "../../../lib/local/twin-file.ts";
import { cpuBelow, memoryBelow, signalBelow, type TreeCpu, type TreeMemory } from "./process-tree.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

/** A twin, started the way users start it. */
export interface TwinProcess {
  /** The time from `npm start` to the line that says that the twin is up. */
  readyMs: number;
  adminKey: string;
  /** Calls the API, with the key of the twin's own tenant unless another key is given. Rejects unless the answer is a 2xx. */
  call<T>(method: "GET" | "POST", path: string, body?: object, key?: string): Promise<T>;
  /** The memory of the twin and its children, without npm. */
  memory(): TreeMemory;
  /** The CPU time that the twin and its children have used so far, without npm. */
  cpu(): TreeCpu;
}

/**
 * Runs some work with a new twin. Afterwards stops it and removes its data.
 *
 * @param args more arguments of `npm start`
 */
export const withTwin = <T>(work: (twin: TwinProcess) => Promise<T>, args: string[] = []): Promise<T> =>
  inTemporaryFolder(async (data) => {
    const startedAt = performance.now();
    const child = spawn("npm", ["start", "--", "--port", "0", "--data", data, ...args], {
      cwd: projectRoot,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    try {
      await greeted(child);
      const readyMs = performance.now() - startedAt;
      return await callingTwin(`${data}/twin.json`, (client) =>
        work({
          readyMs,
          ...client,
          memory: () => memoryBelow(pidOf(child)),
          cpu: () => cpuBelow(pidOf(child), "dynoxide"),
        }),
      );
    } finally {
      signalBelow(pidOf(child), "SIGINT");
      await ended;
    }
  });

async function greeted(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error("npm start has no output");
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith("Posthorn is up")) continue;
    child.stdout.resume();
    return;
  }
  throw new Error("npm start ended without a twin");
}

type TwinClient = Pick<TwinProcess, "adminKey" | "call">;

/** Runs some work with connections to the twin that stay open, so that the calls take little of the machine's CPU. */
async function callingTwin<T>(twinFile: string, work: (client: TwinClient) => Promise<T>): Promise<T> {
  const { api = "", apiKey = "", adminKey = "" } = readTwinFile(twinFile);
  const pool = new Pool(api);
  try {
    return await work({
      adminKey,
      async call<A>(method: "GET" | "POST", path: string, body?: object, key = apiKey): Promise<A> {
        const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
        const answer = await pool.request({ method, path, headers, body: body ? JSON.stringify(body) : null });
        if (answer.statusCode < 300) return (await answer.body.json()) as A;
        throw new Error(`the twin answered ${answer.statusCode}: ${await answer.body.text()}`);
      },
    });
  } finally {
    await pool.close();
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error("the twin has no process");
  return pid;
}
