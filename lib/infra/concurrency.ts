import type { FunctionName } from "./bundle.ts";

/** Invocations of a function that Lambda keeps room for, and that may run at a time. */
export interface ReservedConcurrency {
  name: FunctionName;
  count: number;
}

/** How many batches a function that reads a queue works on at a time. */
export const queueConcurrency = ({ deliveryConcurrency }: { deliveryConcurrency: number }) => ({
  deliver: deliveryConcurrency,
  // Slow endpoints must not take the slots of healthy ones, so each lane has its own.
  retry: deliveryConcurrency,
  // Batches of ordered lanes. A hanging receiver takes a slot for each of its lanes.
  ordered: deliveryConcurrency,
  // Batches of events from the bus. Requests over HTTP come on top.
  ingest: 20,
  // Ten messages take one read and one send, so ten batches at a time keep up with thousands of messages a second.
  settle: 10,
  // Pages at a time, of 2,000 deliveries each. `deliver` sends them, within a limit of its own.
  "fan-out": 10,
  // Slices at a time. Three tenants with many replays have nine places, so there is one left for the other tenants.
  // `deliver` sends what the slices start, within a limit of its own.
  replay: 10,
  // Subscriptions at a time. One takes a tenth of a second, or some seconds while it sends a slice of a release.
  wake: 20,
  // There is one job at a time. A mapping allows no fewer than 2.
  reseal: 2,
  // Slices at a time, each of another deleted tenant.
  erase: 2,
});

/**
 * Explains what is wrong with reservations. A function that reads a queue needs as many invocations as its mapping may
 * start. Lambda throttles the others, and a throttled message can use up its receives
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html).
 */
export function reservationProblems(
  reservations: ReservedConcurrency[],
  options: Parameters<typeof queueConcurrency>[0],
): string[] {
  const least: Partial<Record<FunctionName, number>> = queueConcurrency(options);
  return reservations.flatMap(({ name, count }, index) => {
    if (reservations.findIndex((one) => one.name === name) < index) return [`reservedConcurrency: names ${name} twice`];
    const needed = least[name] ?? 1;
    return count >= needed ? [] : [`reservedConcurrency: ${name} needs at least ${needed}, its number of batches`];
  });
}
