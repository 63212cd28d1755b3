import { mayPass } from "./json-wire.ts";

/** The failure that is thrown: calls are tried again after the first two. */
const MAX_FAILURES = 3;

/**
 * Wraps a batch call for `retryLeftovers`. After a temporary failure, all of the call's items are leftovers. Throws
 * permanent failures, and the third failure.
 */
export function patiently<T>(call: (items: T[]) => Promise<T[]>) {
  let failures = 0;
  return async function patientCall(items: T[]): Promise<T[]> {
    try {
      return await call(items);
    } catch (error) {
      failures += 1;
      if (failures === MAX_FAILURES || !mayPass(error)) throw error;
      return items;
    }
  };
}
