/** Seconds after which SQS shows a message again; undefined acknowledges the message. */
export type HandBack = number | undefined;

export const ACKNOWLEDGE: HandBack = undefined;

/**
 * Redrive is the only way out of the queue for a delivery that failed for good. Handed back at once, the message goes
 * to the dead letters as soon as its receives are used up. There settle announces the end.
 */
export const REDRIVE: HandBack = 0;
