import type { StackOptions } from "./options.ts";

/**
 * Seconds that `deliver` may run: the longest POST it may have to wait for, and time to read, write and answer.
 */
export const deliverTimeoutSeconds = ({ maxTimeoutSeconds }: StackOptions): number => maxTimeoutSeconds + 30;

export const settleTimeoutSeconds = 60;

/** For pages of 20 s, and one that began just before; a message of a function that died comes back soon. */
export const replayTimeoutSeconds = 60;

/** An HTTP API gives up on an integration after 30 s. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const requestTimeoutSeconds = 29;

/**
 * Seconds for which a queue hides a message from other receivers: as long as its function may run, and a margin.
 *
 * AWS recommends six times the function's timeout, so that Lambda has time to try again when the function is
 * throttled (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). With a maximum concurrency
 * the mapping does not fetch more batches than it may invoke functions for, so throttling is rare
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html); and here a receive that came to
 * nothing costs no attempt. What a longer time would cost is certain: the messages of a process that died stay
 * hidden for all of it.
 */
export const visibilitySeconds = (functionTimeoutSeconds: number): number => functionTimeoutSeconds + 30;
