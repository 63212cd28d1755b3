import { QUICK_LIMIT_SECONDS } from "../core/delivery/lane.ts";
import type { StackOptions } from "./options.ts";

/**
 * What the quick lane may need besides its longest POST: to read, write and answer. Kept short, because the messages of a
 * function that died stay hidden for about as long as it may run.
 */
const QUICK_READ_AND_WRITE_SECONDS = 20;

const READ_AND_WRITE_SECONDS = 30;

/** How long `deliver` may run: it makes the POSTs of the quick lane. */
export const deliverTimeoutSeconds = ({ maxTimeoutSeconds }: StackOptions): number =>
  Math.min(maxTimeoutSeconds, QUICK_LIMIT_SECONDS) + QUICK_READ_AND_WRITE_SECONDS;

/** How long `retry` may run: it makes the POSTs of the patient lane. */
export const retryTimeoutSeconds = ({ maxTimeoutSeconds }: StackOptions): number =>
  maxTimeoutSeconds + READ_AND_WRITE_SECONDS;

export const settleTimeoutSeconds = 60;

/**
 * A slice starts pages for 20 s, and its last page takes at most half of the 40 s that are then left. Kept short,
 * because the message and the place of a function that died come back only after this time.
 */
export const replayTimeoutSeconds = 60;

/** A page takes 20 s of decisions, four seconds for the last one, and some ten seconds to send the largest events. */
export const fanOutTimeoutSeconds = 60;

/** How long `wake` may run. The largest slice of a release takes some ten seconds. */
export const wakeTimeoutSeconds = 60;

/** How long `alert` may run. The next invocation goes on where it stopped. */
export const alertTimeoutSeconds = 50;

/** How long `tally` may run. A batch for a thousand subscriptions takes some seconds. */
export const tallyTimeoutSeconds = 60;

/**
 * The longest that Lambda allows. A tenant's events of two days are looked at in one invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const recoverTimeoutSeconds = 900;

/**
 * A slice of a tenant's deletion starts pages for 20 s. The last page can be an event with tens of thousands of
 * deliveries.
 */
export const eraseTimeoutSeconds = 120;

/**
 * When the erasure of a deleted tenant begins. Until then, functions may run that have read the tenant or one of its
 * subscriptions, and that write rows of it. None of them runs longer than Lambda allows.
 */
export const eraseAfterSeconds = recoverTimeoutSeconds + 60;

/** The longest time for a slice of the key ring's job. */
export const resealTimeoutSeconds = 60;

/**
 * An HTTP API gives up on an integration after this time.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const HTTP_API_TIMEOUT_SECONDS = 30;

/** How long a function that answers requests may run. It must end before the HTTP API gives up on it. */
export const requestTimeoutSeconds = HTTP_API_TIMEOUT_SECONDS - 1;

const VISIBILITY_MARGIN_SECONDS = 30;

/**
 * How long a queue hides a message that was received: as long as its function may run, plus a margin.
 *
 * AWS recommends six times the function's timeout, so that Lambda can try again when the function is throttled
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). Posthorn needs less. With a maximum
 * concurrency, Lambda fetches no more batches than it may invoke functions for, so throttling is rare
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). A receive that leads to no POST doesn't
 * count as an attempt. A longer time would have a certain cost: when a process dies, its messages stay hidden for
 * all of it.
 */
export const visibilitySeconds = (functionTimeoutSeconds: number): number =>
  functionTimeoutSeconds + VISIBILITY_MARGIN_SECONDS;
