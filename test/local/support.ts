import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { TwinFile } from "../../lib/local/twin-file.ts";

/** Quick retries, and a visibility timeout after which a killed twin's messages come back soon. */
export const QUICK = { retryWaits: "1,1,1", maxTimeoutSeconds: "1" };

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "posthorn-twin-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Calls a twin's API with its demo key; expects the status. */
export async function call<T>(twin: TwinFile, method: string, path: string, body?: unknown, status = 200): Promise<T> {
  const response = await fetch(`${twin.api}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${twin.apiKey}`, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  expect([response.status, text]).toEqual([status, expect.anything()]);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

export interface Subscribed {
  id: string;
  secret: string;
}

export const subscribe = (twin: TwinFile, url: string, more: object = {}): Promise<Subscribed> =>
  call(twin, "POST", "/subscriptions", { url, events: ["*"], ...more }, 201);

export const send = (twin: TwinFile, event: object): Promise<{ id: string; deliveries: number }> =>
  call(twin, "POST", "/events", event, 202);

/** Processes whose parent, or its parent, is the given one. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = parentOf(Number(entry));
    if (parent !== undefined) parents.set(Number(entry), parent);
  }
  const children = (of: number): number[] =>
    [...parents].filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...children(child)]);
  return children(pid);
}

/** Whether a process runs; one that ended and waits for its parent to notice does not. */
export const runs = (pid: number): boolean => parentOf(pid) !== undefined;

function parentOf(pid: number): number | undefined {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return state === "Z" ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
