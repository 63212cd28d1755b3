import type { inOrder } from "./memory-in-order.ts";
import { invocationContext, sqsEventOf, VISIBILITY_SECONDS } from "./memory-pipeline.ts";

/** At a call of a port, the call fails or the process dies, before or after the call takes effect. */
export interface Interruption {
  /** From 0, over all invocations so far. */
  call: number;
  when: "before" | "after";
  dies: boolean;
}

class Death extends Error {}

/** Polls the queue of ordered lanes. After a death, later calls have no effect, and SQS gets no answer. */
export function interruptedPolls(world: Awaited<ReturnType<typeof inOrder>>) {
  const { faults } = world.world;
  let calls = 0;
  let isDead = false;

  return {
    calls: () => calls,
    async poll(interruption?: Interruption, remainingMs?: number): Promise<number> {
      const messages = world.fifo.receive(10);
      if (messages.length === 0) return 0;
      faults.decide = () => decide(interruption);
      const answered = await world.inOrder(sqsEventOf(messages), invocationContext(remainingMs)).catch(() => undefined);
      faults.decide = () => undefined;
      if (answered && !isDead) await world.finish(messages, answered);
      else world.pass(VISIBILITY_SECONDS);
      isDead = false;
      return messages.length;
    },
  };

  function decide(interruption: Interruption | undefined) {
    if (isDead) return { when: "before", error: new Death() } as const;
    if (calls++ !== interruption?.call) return undefined;
    isDead = interruption.dies;
    return { when: interruption.when, ...(isDead && { error: new Death() }) };
  }
}
