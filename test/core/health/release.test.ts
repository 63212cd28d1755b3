import { expect, test } from "vitest";
import { stateOf } from "../../../lib/core/health/holding.ts";
import { afterSlice, releaseFrom } from "../../../lib/core/health/release.ts";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const WELL = { attempts: 100, failures: 0 };

test("an endpoint is recovering until everything was sent, and again if something was held late", () => {
  const begun = releaseFrom(NOW);
  expect(stateOf({ release: begun }, NOW)).toBe("recovering");
  const empty = afterSlice(begun, 0, WELL, NOW + 15_000);
  expect(stateOf({ release: empty }, NOW)).toBe("healthy");
  expect(empty?.nextMs).toBe(NOW + 75_000);
  const late = empty && afterSlice(empty, 3, WELL, NOW + 75_000);
  expect(stateOf({ release: late }, NOW)).toBe("recovering");
});
