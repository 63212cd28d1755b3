import { expect, test } from "vitest";
import { playDeadEndpoint } from "./dead-endpoint.ts";

test.each([true, false])(
  "a dead endpoint (hangs: %s) keeps few messages in flight, and few POSTs reach it",
  (hangs) => {
    const hour = playDeadEndpoint({ hangs, eventsPerSecond: 50, maxRetries: 10, hours: 1 });
    expect(hour.mostInFlight).toBeLessThan(1_000);
    expect(hour.posts).toBeLessThan(1_000);
    expect(hour.exhausted).toBe(0);
    // Nearly all of them wait in the table.
    expect(hour.held).toBeGreaterThan(50 * 3600 * 0.99);
  },
);
