import { ConditionError, checkCondition } from "../../../core/matching/condition.ts";
import { evaluateUntimed } from "../../../core/matching/untimed-evaluation.ts";
import type { InvalidFilter, PreviewMessage, PreviewRequest } from "./preview-messages.ts";

// A worker: it runs the server's own code, and the page ends it if an expression takes too long.
self.onmessage = ({ data }: MessageEvent<PreviewRequest>) => {
  const { filter, events, subscription } = data;
  const problem = problemOf(filter);
  answer({ problem });
  if (problem) return;
  for (const event of events) {
    const startedAt = performance.now();
    const evaluation = evaluateUntimed(filter, event, subscription);
    answer({ evaluation, tookMs: performance.now() - startedAt });
  }
};

const answer = (message: PreviewMessage): void => self.postMessage(message);

/** Why the API would not save the filter. */
function problemOf(filter: string): InvalidFilter | undefined {
  try {
    checkCondition(filter);
    return undefined;
  } catch (error) {
    return error instanceof ConditionError
      ? { message: error.message, at: error.at }
      : { message: String(error), at: 0 };
  }
}
