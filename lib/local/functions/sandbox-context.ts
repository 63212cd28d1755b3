import { AsyncLocalStorage } from "node:async_hooks";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";

/** What one execution environment of this thread has open. */
export interface SandboxContext {
  id: number;
  /** The value of `_X_AMZN_TRACE_ID` in the invocation under way. */
  traceHeader: string;
  sockets: Set<Socket>;
  ended: boolean;
}

const TRACE_VARIABLE = "_X_AMZN_TRACE_ID";
const storage = new AsyncLocalStorage<SandboxContext>();

export const createContext = (id: number): SandboxContext => ({
  id,
  traceHeader: "",
  sockets: new Set(),
  ended: false,
});

/** The environment whose code runs now. */
export const currentSandbox = (): SandboxContext | undefined => storage.getStore();

/** Runs the work of an environment, and everything that follows from it. */
export const runInSandbox = <T>(context: SandboxContext, work: () => T): T => storage.run(context, work);

/** Calls a function later as the environment whose code runs now. */
export const asNow = <Args extends unknown[]>(call: (...args: Args) => void): ((...args: Args) => void) => {
  const run = AsyncLocalStorage.snapshot();
  return (...args) => run(call, ...args);
};

/**
 * Ends an environment. A thread can't stop the code of one environment alone, so it cuts all ways to the outside: what
 * still runs can't send or write anything more.
 */
export function endSandbox(context: SandboxContext): void {
  context.ended = true;
  for (const socket of context.sockets) socket.destroy();
}

/** Makes this thread keep its environments apart. Call it once, before any code of a bundle. */
export function keepSandboxesApart(): void {
  watchSockets();
  process.env = new Proxy(process.env, {
    get: (all, name) => (name === TRACE_VARIABLE ? currentSandbox()?.traceHeader : Reflect.get(all, name)),
    // Without this, a variable that exists can't be changed: Node.js refuses the descriptor that a proxy defines.
    set: (all, name, value) => Reflect.set(all, name, value),
  });
  process.env[TRACE_VARIABLE] = "";
  syncBuiltinESMExports();
}

function watchSockets(): void {
  const connect = Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;
  Socket.prototype.connect = function watched(this: Socket, ...args: unknown[]): Socket {
    const context = currentSandbox();
    if (context?.ended) return this.destroy();
    context?.sockets.add(this);
    this.once("close", () => context?.sockets.delete(this));
    return connect.apply(this, args);
  } as typeof Socket.prototype.connect;
}
