import { TooManyRequests } from "../functions/concurrency.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/**
 * Invokes a function, and tries again while Lambda throttles it, as long as the messages stay hidden
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). So throttling rarely costs a receive.
 *
 * @param hiddenMs the queue's visibility timeout
 */
export async function invokeWhileHidden<T>(
  invoke: () => Promise<T>,
  hiddenMs: number,
  wait: (ms: number) => Promise<void>,
): Promise<T> {
  const untilMs = Date.now() + hiddenMs;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await invoke();
    } catch (error) {
      if (!(error instanceof TooManyRequests) || Date.now() + waitMs >= untilMs) throw error;
      await wait(waitMs);
    }
  }
}
