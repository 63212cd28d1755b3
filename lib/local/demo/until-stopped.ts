import { once } from "node:events";
import { createInterface } from "node:readline";

/** Resolves once somebody presses Enter or Ctrl-C, or when nobody can: standard input has ended. */
export async function untilStopped(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  await Promise.race([once(lines, "line"), once(lines, "close"), once(process, "SIGINT")]);
  lines.close();
}
