import { runWorker } from "../../client/worker-answers.ts";
import type { PreviewMessage, PreviewRequest } from "./preview-messages.ts";

/**
 * The longest time for one event. The server gives up after the same time (see `lib/core/fan-out/slow-decision.ts`): an
 * expression that takes longer doesn't match.
 */
export const LONGEST_MS = 2_000;

interface PreviewListener {
  onMessage(message: PreviewMessage): void;
  /** An event took too long, and no further event is tried. */
  onTooSlow(): void;
  /** The worker doesn't work: it couldn't be loaded, say. */
  onBroken(): void;
}

/**
 * Runs a filter over events in a worker of its own, so that an expensive filter doesn't stop the page.
 *
 * @returns a function that stops the run
 */
export const runPreview = (request: PreviewRequest, listener: PreviewListener): (() => void) =>
  runWorker<PreviewMessage>({
    worker: new Worker(new URL("./filter-worker.ts", import.meta.url), { type: "module" }),
    request,
    limitMs: LONGEST_MS,
    isLast: (message, answers) =>
      answers > request.events.length || ("problem" in message && message.problem !== undefined),
    ...listener,
  });
