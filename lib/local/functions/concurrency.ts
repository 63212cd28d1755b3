import type { FunctionSpec } from "./function-spec.ts";

/** Lambda refused an invocation, because too many were running. The function was not invoked. */
export class TooManyRequests extends Error {
  override name = "TooManyRequestsException";
}

/** The invocations of one or more functions that may run at a time. */
export interface ConcurrencyPool {
  /** Runs an invocation. Rejects with `TooManyRequests` when the pool is used up. */
  run<T>(invocation: () => Promise<T>): Promise<T>;
}

/** Lambda keeps this much of an account's concurrency for functions without a reservation. */
const LEAST_UNRESERVED = 100;

/**
 * Divides an account's concurrency as Lambda does (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html):
 * a function with a reservation has a pool of its own, and all other functions share the rest. An invocation that waits
 * for one of this machine's few workers counts as running, because on Lambda it would run.
 *
 * Returns the pool of each function.
 */
export function concurrencyPools(
  specs: Iterable<FunctionSpec>,
  accountConcurrency: number,
): (spec: FunctionSpec) => ConcurrencyPool {
  const pools = new Map<string, ConcurrencyPool>();
  let unreserved = accountConcurrency;
  for (const { name, concurrency } of specs) {
    if (concurrency === undefined) continue;
    unreserved -= concurrency;
    pools.set(name, createPool(concurrency, `${concurrency} invocations that are reserved for it`));
  }
  const shared = createPool(unreserved, `account's ${unreserved} unreserved invocations`);
  return ({ name }) => pools.get(name) ?? shared;
}

function createPool(limit: number, what: string): ConcurrencyPool {
  let running = 0;
  return {
    async run(invocation) {
      if (running >= limit) throw new TooManyRequests(`Rate Exceeded: the ${what} are running already`);
      running++;
      try {
        return await invocation();
      } finally {
        running--;
      }
    },
  };
}

/**
 * Throws what AWS answers when a reservation leaves too little for the other functions
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html).
 */
export function checkReservations(specs: Pick<FunctionSpec, "concurrency">[], accountConcurrency: number): void {
  const reserved = specs.reduce((sum, { concurrency = 0 }) => sum + concurrency, 0);
  if (reserved === 0 || accountConcurrency - reserved >= LEAST_UNRESERVED) return;
  throw new Error(
    `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}]`,
  );
}
