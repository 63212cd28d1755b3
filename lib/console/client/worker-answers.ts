/** How long a worker may take to load. */
const LOAD_MS = 15_000;

interface WorkerRun<Message> {
  worker: Worker;
  request: unknown;
  /** The longest time between two answers. */
  limitMs: number;
  /**
   * The longest time until the first answer, with the time to load the worker.
   *
   * @default 15 s
   */
  loadMs?: number;
  /** @param answers the number of answers so far, with this one */
  isLast(message: Message, answers: number): boolean;
  onMessage(message: Message): void;
  /** An answer took too long, and no further one comes. */
  onTooSlow(): void;
  /** The worker doesn't work: it couldn't be loaded, say. */
  onBroken(): void;
}

/**
 * Lets a worker answer a request with one or more messages, so that expensive work doesn't stop the page. A worker that
 * takes too long is ended.
 *
 * @returns a function that ends the worker
 */
export function runWorker<Message>({
  worker,
  request,
  limitMs,
  loadMs = LOAD_MS,
  ...run
}: WorkerRun<Message>): () => void {
  let timer = setTimeout(() => give(run.onBroken), loadMs);
  let answers = 0;

  function stop(): void {
    clearTimeout(timer);
    worker.terminate();
  }

  function give(up: () => void): void {
    stop();
    up();
  }

  worker.onmessage = ({ data }: MessageEvent<Message>) => {
    clearTimeout(timer);
    answers += 1;
    if (run.isLast(data, answers)) stop();
    else timer = setTimeout(() => give(run.onTooSlow), limitMs);
    run.onMessage(data);
  };
  worker.onerror = () => give(run.onBroken);
  worker.postMessage(request);
  return stop;
}
