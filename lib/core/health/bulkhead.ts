/**
 * A slow endpoint has only a few POSTs under way, so that it holds only a few invocations. Its other messages are sent
 * on: they come back later as new messages. While they wait, they aren't in flight.
 */

/** The most POSTs under way to a slow endpoint. */
export const MOST_UNDER_WAY = 5;

/**
 * The most POSTs under way to all endpoints of a tenant that are slow, or that may take more than 30 s. Each may hold an
 * invocation of its own. With 200 invocations in the patient lane, three quarters are left to other tenants.
 */
export const MOST_UNDER_WAY_OF_TENANT = 50;

const FIRST_WAIT_SECONDS = 10;

/** The longest that SQS can delay a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const LONGEST_DELAY_SECONDS = 15 * 60;

/**
 * Seconds until a message that found no place comes back, as an integer. The longest wait doubles with each time, from
 * 10 s to 15 min. The wait is random, between half of the longest wait and all of it.
 *
 * @param sentOn how often the message was sent on before
 * @param random a number in [0, 1)
 */
export function sentOnWait(sentOn: number, random: number): number {
  const doubled = FIRST_WAIT_SECONDS * 2 ** Math.min(sentOn, 20);
  return Math.ceil(Math.min(doubled, LONGEST_DELAY_SECONDS) * (0.5 + random / 2));
}
