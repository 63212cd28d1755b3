import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "major"; flavor: "last-resort" }) => void;

/** A thread without invocations for this long gives back memory that it does not use. */
const IDLE_MS = 3_000;

/**
 * Returns a function to call at each invocation. V8 collects garbage only when a program allocates memory, so an idle
 * thread would keep all the garbage of its last invocations.
 */
export function idleCollection(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: Collect = runInNewContext("gc");
  const timer = setTimeout(() => collect({ type: "major", flavor: "last-resort" }), IDLE_MS).unref();
  return () => void timer.refresh();
}
