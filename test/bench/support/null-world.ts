import { startProcess } from "./process.ts";
import type { NullWorld, NullWorldQuestion } from "./processes/null-world.ts";

/** Runs some work against null AWS and a receiver, which share a process of their own. */
export async function withNullWorld<T>(
  receiver: NullWorldQuestion["receiver"],
  work: (world: NullWorld) => Promise<T>,
  subscriptions = 1,
): Promise<T> {
  const servers = startProcess<NullWorldQuestion, NullWorld>("null-world.ts");
  try {
    return await work(await servers.ask({ receiver, subscriptions }));
  } finally {
    await servers.stop();
  }
}
