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
  /** Calls the API with the twin's own key. Rejects unless the answer is a 2xx. */
  call<T>(method: "POST", path: string, body: object): Promise<T>;
  /** The memory of the twin and its children, without npm. */
  memory(): TreeMemory;
  /** The CPU time that the twin and its children have used so far, without npm. */
  cpu(): TreeCpu;
}

/** Runs some work with a new twin. Afterwards stops it and removes its data. */
export const withTwin = <T>(work: (twin: TwinProcess) => Promise<T>): Promise<T> =>
  inTemporaryFolder(async (data) => {
    const startedAt = performance.now();
    const child = spawn("npm", ["start", "--", "--port", "0", "--data", data], {
      cwd: projectRoot,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    try {
      await greeted(child);
      const readyMs = performance.now() - startedAt;
      return await callingTwin(`${data}/twin.json`, (call) =>
        work({ readyMs, call, memory: () => memoryBelow(pidOf(child)), cpu: () => cpuBelow(pidOf(child), "dynoxide") }),
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

/** Runs some work with connections to the twin that stay open, so that the calls take little of the machine's CPU. */
async function callingTwin<T>(twinFile: string, work: (call: TwinProcess["call"]) => Promise<T>): Promise<T> {
  const { api = "", apiKey } = readTwinFile(twinFile);
  const pool = new Pool(api);
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  try {
    return await work(async function call<A>(method: "POST", path: string, body: object): Promise<A> {
      const answer = await pool.request({ method, path, headers, body: JSON.stringify(body) });
      if (answer.statusCode < 300) return (await answer.body.json()) as A;
      throw new Error(`the twin answered ${answer.statusCode}: ${await answer.body.text()}`);
    });
  } finally {
    await pool.close();
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error("the twin has no process");
  return pid;
}
