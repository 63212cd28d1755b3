import { repeatableScript } from "./repeatable-script.ts";
import type { Sandbox } from "./sandbox.ts";
import { handlerOf, type SandboxThread, startThread, type ThreadOptions } from "./sandbox-thread.ts";

/** The first sandboxes have a thread of their own, as each has on Lambda. A thread takes about 17 MB. */
const OWN_THREADS = 4;
/** Further ones share threads, because they mostly wait for slow receivers. A sandbox in a shared thread takes 3 MB. */
const SHARED_BY = 32;

/** A sandbox, and whether it shares its thread. */
export interface PlacedSandbox extends Sandbox {
  isShared: boolean;
}

/** Returns a function that starts another sandbox of a function, in a thread of its own or in a shared one. */
export function sandboxStarter(options: ThreadOptions): () => Promise<PlacedSandbox> {
  let own: SandboxThread[] = [];
  let shared: SandboxThread[] = [];
  let script: Promise<string | undefined> | undefined;

  async function sharedThread(): Promise<SandboxThread> {
    script ??= repeatableScript(handlerOf(options.spec).module);
    const text = await script;
    const free = shared.find((thread) => thread.opened() < SHARED_BY);
    if (free) return free;
    const thread = startThread(options, SHARED_BY, text);
    shared.push(thread);
    return thread;
  }

  return async function start() {
    own = own.filter((thread) => !thread.dead());
    shared = shared.filter((thread) => !thread.dead());
    if (own.length >= OWN_THREADS) return { ...(await (await sharedThread()).open()), isShared: true };
    const thread = startThread(options, 1);
    own.push(thread);
    return { ...(await thread.open()), isShared: false };
  };
}
