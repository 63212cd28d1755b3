import type { PreviewMessage, PreviewRequest } from "./preview-messages.ts";

/**
 * The longest time for one event. The server gives up after the same time (see `lib/core/fan-out/slow-decision.ts`): an
 * expression that takes longer doesn't match.
 */
export const LONGEST_MS = 2_000;

/** How long the worker may take to load. */
const LOAD_MS = 15_000;

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
export function runPreview(request: PreviewRequest, { onMessage, onTooSlow, onBroken }: PreviewListener): () => void {
  const worker = new Worker(new URL("./filter-worker.ts", import.meta.url), { type: "module" });
  let timer = setTimeout(() => give(onBroken), LOAD_MS);
  let answers = 0;

  function stop(): void {
    clearTimeout(timer);
    worker.terminate();
  }

  function give(up: () => void): void {
    stop();
    up();
  }

  worker.onmessage = ({ data }: MessageEvent<PreviewMessage>) => {
    clearTimeout(timer);
    answers += 1;
    const isLast = answers > request.events.length || ("problem" in data && data.problem !== undefined);
    if (isLast) stop();
    else timer = setTimeout(() => give(onTooSlow), LONGEST_MS);
    onMessage(data);
  };
  worker.onerror = () => give(onBroken);
  worker.postMessage(request);
  return stop;
}
