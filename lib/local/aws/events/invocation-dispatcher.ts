import { AwsError } from "../aws-error.ts";
import type { KeyedTarget, TargetQueue } from "./event-rules.ts";
import type { Invocation, InvocationStore } from "./invocation-store.ts";

/** Sends a message with string attributes to a queue. */
export type SendToQueue = (queue: TargetQueue, body: string, attributes?: Record<string, string>) => Promise<void>;

/**
 * EventBridge's defaults. It waits exponentially longer; the waits themselves are not documented
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html).
 */
const RETRIES = 185;
const LONGEST_AGE_SECONDS = 24 * 3600;
const WAITS_MS = Array.from({ length: 10 }, (_, n) => 1_000 * 2 ** n);

export interface Dispatcher {
  /** Sends a stored invocation to the target's queue, now or when it is due. */
  dispatch(target: KeyedTarget, invocation: Invocation): void;
  /** Starts no more invocations. Unfinished ones run again after the next start. */
  stop(): void;
}

/**
 * Creates a dispatcher that works like EventBridge with queues as targets. It retries a queue that fails, and sends a
 * dead letter when it gives up. An invocation leaves the store only once one of the two is done, or neither queue can
 * ever take it.
 *
 * @param waitsMs the waits before the second, third … try; the last wait repeats
 */
export function createDispatcher(
  store: InvocationStore,
  send: SendToQueue,
  warn: (line: string) => void,
  waitsMs: readonly number[] = WAITS_MS,
): Dispatcher {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  function dispatch(target: KeyedTarget, invocation: Invocation): void {
    if (stopped) return;
    const wait = invocation.dueAt - Date.now();
    if (wait <= 0) {
      void attempt(target, { ...invocation, tries: invocation.tries + 1 });
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      dispatch(target, invocation);
    }, wait);
    timers.add(timer);
  }

  async function attempt(target: KeyedTarget, invocation: Invocation): Promise<void> {
    const failure = await outcomeOf(send(target.queue, invocation.event));
    const isOver = failure && (isPermanent(failure) || isLast(target, invocation));
    const unsent = isOver ? await giveUp(target, invocation, failure) : failure;
    if (stopped) return;
    if (unsent) retry(target, invocation);
    else store.delete(invocation.id);
  }

  function retry(target: KeyedTarget, invocation: Invocation): void {
    const dueAt = Date.now() + (waitsMs[Math.min(invocation.tries, waitsMs.length) - 1] ?? 0);
    store.postpone(invocation.id, invocation.tries, dueAt);
    dispatch(target, { ...invocation, dueAt });
  }

  /** Resolves with an error if the dead letter is to be sent again. */
  async function giveUp(target: KeyedTarget, { event }: Invocation, failure: Error): Promise<Error | undefined> {
    const { deadLetters } = target;
    const unsent = deadLetters ? await outcomeOf(send(deadLetters, event, whyOf(target, failure))) : failure;
    if (unsent && deadLetters && !isPermanent(unsent)) return unsent;
    if (unsent) warn(`EventBridge dropped an event for ${target.queue.arn}: ${unsent.message}`);
    return undefined;
  }

  return {
    dispatch,
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

const outcomeOf = (work: Promise<void>): Promise<Error | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

/** The queue refuses the message, and always will. EventBridge doesn't retry such a failure. */
const isPermanent = (failure: Error): boolean => failure instanceof AwsError && failure.status < 500;

function isLast({ retryPolicy = {} }: KeyedTarget, { acceptedAt, tries }: Invocation): boolean {
  const { maximumRetryAttempts = RETRIES, maximumEventAgeInSeconds = LONGEST_AGE_SECONDS } = retryPolicy;
  return tries > maximumRetryAttempts || Date.now() - acceptedAt > maximumEventAgeInSeconds * 1000;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
const whyOf = ({ ruleArn, queue }: KeyedTarget, failure: Error): Record<string, string> => ({
  RULE_ARN: ruleArn,
  TARGET_ARN: queue.arn,
  ERROR_CODE: failure instanceof AwsError ? failure.type : "INTERNAL_ERROR",
  ERROR_MESSAGE: failure.message,
});
