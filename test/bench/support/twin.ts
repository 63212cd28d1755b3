import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { projectRoot } from "../../../lib/infra/bundle.ts";
import { readTwinFile, type TwinFile } from "../../../lib/local/twin-file.ts";
import { descendantsOf, memoryBelow, type TreeMemory } from "./process-tree.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

/** A twin, started the way users start it. */
export interface TwinProcess {
  /** The time from `npm start` to the line that says that the twin is up. */
  readyMs: number;
  /** Calls the API with the twin's own key. Rejects unless the answer is a 2xx. */
  call<T>(method: "POST", path: string, body: object): Promise<T>;
  /** The memory of the twin and its children, without npm. */
  memory(): TreeMemory;
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
      return await work({ readyMs, call: callerOf(readTwinFile(`${data}/twin.json`)), memory: () => memoryOf(child) });
    } finally {
      interrupt(child);
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

function callerOf({ api, apiKey }: Partial<TwinFile>): TwinProcess["call"] {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  return async function call<T>(method: string, path: string, body: object): Promise<T> {
    const answer = await fetch(`${api}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the twin answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}

/** Signals all processes, as Ctrl-C in a terminal does. */
function interrupt({ pid }: ChildProcess): void {
  for (const each of pid === undefined ? [] : descendantsOf(pid)) process.kill(each, "SIGINT");
}

function memoryOf(child: ChildProcess): TreeMemory {
  if (child.pid === undefined) throw new Error("the twin has no process");
  return memoryBelow(child.pid);
}
