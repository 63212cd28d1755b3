import { expect, test } from "vitest";
import { heldFor } from "../../../lib/core/health/holding.ts";
import { overRate } from "../../../lib/core/health/transitions.ts";
import { healthOf } from "../../support/health.ts";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const MINUTE = 60_000;

test("up to 100 a second, new deliveries are held and go out in their turn", () => {
  const over = overRate(undefined, 100, NOW);
  expect(over?.release).toMatchObject({ isOverRate: true, perSecond: 100, nextMs: NOW + 45_000 });
  expect(over && heldFor(over, NOW)).toBe("rate");
  expect(overRate(healthOf({ ...over }), 100, NOW + 1)).toBeUndefined();
});

test("above 100 a second, a release couldn't keep up, so new deliveries look for slots themselves", () => {
  const over = overRate(undefined, 101, NOW);
  expect(over?.release).toEqual({ sinceMs: NOW, perSecond: 10, nextMs: NOW + 45_000 });
  expect(over && heldFor(over, NOW)).toBeUndefined();
});

test("a release that would end soon is prolonged, because it must find what is held now", () => {
  const under = healthOf({ release: { sinceMs: NOW, perSecond: 80, nextMs: NOW + 9 * MINUTE } });
  expect(overRate(under, 500, NOW + 7 * MINUTE)).toBeUndefined();
  expect(overRate(under, 500, NOW + 8 * MINUTE)?.release).toEqual({
    sinceMs: NOW + 8 * MINUTE,
    perSecond: 80,
    nextMs: NOW + 9 * MINUTE,
  });
});

test("while an endpoint is paused or fails, a limit changes nothing", () => {
  expect(overRate(healthOf({ paused: { since: "2026-03-01T12:00:00.000Z" } }), 10, NOW)).toBeUndefined();
});
