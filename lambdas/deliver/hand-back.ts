/** Seconds after which SQS shows a message again; undefined acknowledges the message. */
export type HandBack = number | undefined;

export const ACKNOWLEDGE: HandBack = undefined;

/**
 * Hands the message back at once, so that SQS moves it to the dead-letter queue as soon as its receives are used up. A
 * message can reach `settle` only this way.
 */
export const REDRIVE: HandBack = 0;
