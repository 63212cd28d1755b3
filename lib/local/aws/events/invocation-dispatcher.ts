import { randomUUID } from "node:crypto";
import type { KeyedTarget } from "./event-rules.ts";
import type { Invocation, InvocationStore } from "./invocation-store.ts";

/** Invokes a function with an event. Rejects when the function fails. */
export type InvokeFunction = (functionArn: string, event: unknown) => Promise<void>;

/** Sends a message to a queue, with the permissions of the access key if there is one. */
export type SendDeadLetter = (queueArn: string, body: string, accessKeyId: string | undefined) => Promise<void>;

/**
 * Lambda waits one minute before it invokes a failed function again, then two minutes
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
 */
const LAMBDA_WAITS_MS = [60_000, 120_000];
const LAMBDA_RETRIES = 2;
/** While a function is throttled, Lambda tries again for as long as the event may live. These tries don't count. */
const THROTTLED_WAIT_MS = 1_000;
const LAMBDA_LONGEST_AGE_SECONDS = 6 * 3600;

export interface Dispatcher {
  /** Invokes the target's function with a stored invocation, now or when it is due. */
  dispatch(target: KeyedTarget, invocation: Invocation): void;
  /** Starts no more invocations. Unfinished ones run again after the next start. */
  stop(): void;
}

/**
 * Creates a dispatcher that works like Lambda's asynchronous invocation. It retries a function that fails, and sends a
 * dead letter when it gives up. An invocation leaves the store only once one of the two is done.
 *
 * @param waitsMs the waits before the second, third … try; the last wait repeats
 */
export function createDispatcher(
  store: InvocationStore,
  invoke: InvokeFunction,
  sendDeadLetter: SendDeadLetter,
  waitsMs: readonly number[] = LAMBDA_WAITS_MS,
): Dispatcher {
  const throttledWaitMs = Math.min(THROTTLED_WAIT_MS, ...waitsMs);
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
    const failure = await outcomeOf(invoke(target.arn, JSON.parse(invocation.event)));
    if (failure?.name === "TooManyRequestsException" && !isTooOld(target, invocation)) {
      postpone(target, { ...invocation, tries: invocation.tries - 1 }, throttledWaitMs);
      return;
    }
    const unsent = failure && isLast(target, invocation) ? await giveUp(target, invocation, failure) : failure;
    if (stopped) return;
    if (unsent) retry(target, invocation);
    else store.delete(invocation.id);
  }

  function retry(target: KeyedTarget, invocation: Invocation): void {
    postpone(target, invocation, waitsMs[Math.min(invocation.tries, waitsMs.length) - 1] ?? 0);
  }

  function postpone(target: KeyedTarget, invocation: Invocation, waitMs: number): void {
    if (stopped) return;
    const dueAt = Date.now() + waitMs;
    store.postpone(invocation.id, invocation.tries, dueAt);
    dispatch(target, { ...invocation, dueAt });
  }

  async function giveUp(target: KeyedTarget, invocation: Invocation, failure: Error): Promise<Error | undefined> {
    if (!target.deadLetterArn) return undefined;
    const body = JSON.stringify(failureRecord(target, invocation, failure));
    return outcomeOf(sendDeadLetter(target.deadLetterArn, body, target.deadLetterAccessKeyId));
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

function isLast(target: KeyedTarget, invocation: Invocation): boolean {
  const { maximumRetryAttempts: retries = LAMBDA_RETRIES } = target.retryPolicy ?? {};
  return invocation.tries > retries || isTooOld(target, invocation);
}

function isTooOld({ retryPolicy = {} }: KeyedTarget, { acceptedAt }: Invocation): boolean {
  const { maximumEventAgeInSeconds: longestAge = LAMBDA_LONGEST_AGE_SECONDS } = retryPolicy;
  return Date.now() - acceptedAt > longestAge * 1000;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const failureRecord = ({ arn }: KeyedTarget, { event, tries }: Invocation, failure: Error): object => ({
  version: "1.0",
  timestamp: new Date().toISOString(),
  requestContext: {
    requestId: randomUUID(),
    functionArn: `${arn}:$LATEST`,
    condition: "RetriesExhausted",
    approximateInvokeCount: tries,
  },
  requestPayload: JSON.parse(event),
  responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
  responsePayload: { errorType: failure.name, errorMessage: failure.message },
});
