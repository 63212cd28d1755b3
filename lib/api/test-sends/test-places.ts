import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import { newUlid } from "../../core/ids.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import type { TenantPlaces } from "../../core/tenant-places.ts";

/** The most test sends of a tenant under way. Each holds an invocation until its receiver answers. */
const MOST_TESTS = 5;

/**
 * The longest time for the POST of a test. API Gateway waits 30 s for the function, and reading and recording need the
 * other 10 s.
 */
export const LONGEST_TEST_MS = 20_000;

/** No request to a function takes longer. */
const LONGEST_REQUEST_MS = 30_000;

const RETRY_AFTER_SECONDS = 5;

/**
 * Makes a function that does a test send's work in a place of its tenant, or of the operator if there is no tenant.
 * Throws a 429 `Refusal` if none is free.
 */
export function testPlaces({ testPlaces: places, now }: { testPlaces: TenantPlaces; now: Clock }) {
  return async function inPlace<T>(of: TenantRef, work: () => Promise<T>): Promise<T> {
    const place = { id: newUlid(now()), untilMs: now() + LONGEST_REQUEST_MS };
    if (!(await places.takePlace(of, place, MOST_TESTS))) throw tooMany(of);
    try {
      return await work();
    } finally {
      // If the place can't be given back, it is free again when the request has ended for certain.
      await places.leavePlace(of, place.id).catch(() => undefined);
    }
  };
}

const tooMany = ({ tenantId }: TenantRef): Refusal =>
  new Refusal(
    429,
    `The ${tenantId ? "tenant" : "operator"} has ${MOST_TESTS} test sends under way.`,
    [],
    RETRY_AFTER_SECONDS,
  );
