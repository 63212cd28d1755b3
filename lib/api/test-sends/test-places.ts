import type { Clock } from "../../core/clock.ts";
import { Refusal } from "../../core/errors.ts";
import { newUlid } from "../../core/ids.ts";
import type { TenantRef } from "../../core/model.ts";
import type { TenantPlaces } from "../../core/tenant-places.ts";

/** The most test sends of a tenant under way. Each holds an invocation until its receiver answers. */
const MOST_TESTS = 5;

/** No request to a function takes longer. */
const LONGEST_REQUEST_MS = 30_000;

const RETRY_AFTER_SECONDS = 5;

/** Makes a function that does a test send's work in a place of its tenant. Throws a 429 `Refusal` if none is free. */
export function testPlaces({ testPlaces: places, now }: { testPlaces: TenantPlaces; now: Clock }) {
  return async function inPlace<T>(of: TenantRef, work: () => Promise<T>): Promise<T> {
    const place = { id: newUlid(now()), untilMs: now() + LONGEST_REQUEST_MS };
    if (!(await places.takePlace(of, place, MOST_TESTS))) throw tooMany();
    try {
      return await work();
    } finally {
      // If the place can't be given back, it is free again when the request has ended for certain.
      await places.leavePlace(of, place.id).catch(() => undefined);
    }
  };
}

const tooMany = (): Refusal =>
  new Refusal(429, `The tenant has ${MOST_TESTS} test sends under way.`, [], RETRY_AFTER_SECONDS);
