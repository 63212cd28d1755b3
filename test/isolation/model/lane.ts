import { AWS_LIMITS } from "../../../lib/local/aws-limits.ts";
import { batchAllowance } from "../../../lib/local/event-source/batch-allowance.ts";
import type { Agenda } from "./agenda.ts";
import { createModelQueue, type ModelMessage } from "./model-queue.ts";

/** A queue and the function that works on its batches. */
export interface Lane {
  send(message: Pick<ModelMessage, "group" | "attempts">): void;
}

export interface LaneOptions {
  agenda: Agenda;
  /** The most batches that the function works on at a time. */
  concurrency: number;
  /** How many of these AWS grants at first. */
  warm: number;
  /** Handles a message. Returns how many seconds the message keeps its invocation. */
  handle(message: ModelMessage): number;
}

/** Time of an invocation besides its POSTs, in seconds. */
const OVERHEAD = 0.06;
/** How often the lane looks at its allowance, in seconds. */
const LOOK = 0.1;

/** An invocation lasts as long as its slowest message. The twin decides how many run at a time. */
export function createLane({ agenda, concurrency, warm, handle }: LaneOptions): Lane {
  const limits = { ...AWS_LIMITS, firstBatches: warm };
  const allowance = batchAllowance(limits, concurrency, () => agenda.now() * 1000);
  const queue = createModelQueue(agenda.now);
  let busy = 0;

  function work(): void {
    while (queue.waiting() && busy < allowance.batches()) invoke(queue.receive());
    allowance.see(busy);
  }

  function invoke(batch: ModelMessage[]): void {
    busy++;
    agenda.after(OVERHEAD + Math.max(...batch.map(handle)), () => {
      busy--;
      queue.handled(batch);
      work();
    });
  }

  function look(): void {
    work();
    agenda.after(LOOK, look);
  }

  look();
  return {
    send(message) {
      queue.send({ ...message, sentAtSeconds: agenda.now() });
      work();
    },
  };
}
