/**
 * A delivery that waits is a message in flight, or a row that is parked. Messages in flight are precious: SQS allows
 * about 120,000 in a queue, and then hands out nothing.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */

/** The longest wait of the default policy, with its jitter, is 36 minutes. */
const LONGEST_IN_FLIGHT_SECONDS = 40 * 60;

/** With more messages in flight than this, every wait over a minute is parked. */
export const PRESSURE = 40_000;
const LONGEST_UNDER_PRESSURE_SECONDS = 60;

/** Is a delivery parked while it waits? */
export const isParkedFor = (seconds: number, inFlight: number): boolean =>
  seconds > (inFlight > PRESSURE ? LONGEST_UNDER_PRESSURE_SECONDS : LONGEST_IN_FLIGHT_SECONDS);

/** The messages in flight in the patient lane. */
export interface FlightGauge {
  /** About their number, perhaps a minute old. */
  inFlight(): Promise<number>;
}

/**
 * Makes a function that decides whether a delivery is parked while it waits. It asks only about waits that depend on it.
 *
 * @param gauge undefined if waits aren't in flight
 */
export function parking(gauge: FlightGauge | undefined) {
  return async function parks(waitSeconds: number): Promise<boolean> {
    const dependsOnPressure = isParkedFor(waitSeconds, Number.POSITIVE_INFINITY) && !isParkedFor(waitSeconds, 0);
    return isParkedFor(waitSeconds, gauge && dependsOnPressure ? await gauge.inFlight() : 0);
  };
}

/** Finds parked deliveries. */
export interface ParkedLister {
  /** The ids of the deliveries that are parked until then or shorter, the longest overdue first. */
  listParked(untilMs: number, limit: number): Promise<string[]>;
}
