import { describe, expect, it } from "vitest";
import { filledPoints, pointSpan } from "../../../lib/core/tally/time-series.ts";
import { NOTHING } from "../../../lib/core/tally/totals.ts";

const NOW = Date.parse("2026-03-01T12:34:56.789Z");
const at = (iso: string): number => Date.parse(iso);

describe("pointSpan", () => {
  it("covers all that is kept by default", () => {
    expect(pointSpan("minute", {}, NOW)).toEqual({
      sinceMs: at("2026-03-01T09:35:00Z"),
      untilMs: at("2026-03-01T12:35:00Z"),
    });
    expect(pointSpan("hour", {}, NOW)).toEqual({
      sinceMs: at("2026-01-30T13:00:00Z"),
      untilMs: at("2026-03-01T13:00:00Z"),
    });
  });

  it("covers whole points, and nothing that is not kept", () => {
    const span = pointSpan("minute", { sinceMs: at("2026-03-01T12:00:59Z"), untilMs: at("2026-03-01T12:02:01Z") }, NOW);
    expect(span).toEqual({ sinceMs: at("2026-03-01T12:00:00Z"), untilMs: at("2026-03-01T12:03:00Z") });
    const wide = pointSpan("minute", { sinceMs: 0, untilMs: at("2030-01-01T00:00:00Z") }, NOW);
    expect(wide).toEqual(pointSpan("minute", {}, NOW));
  });

  it.each([
    [at("2025-01-01T00:00:00Z"), at("2025-01-02T00:00:00Z")],
    [at("2030-01-01T00:00:00Z"), at("2030-01-02T00:00:00Z")],
    [at("2026-03-01T12:30:00Z"), at("2026-03-01T12:00:00Z")],
  ])("is empty if nothing of it is kept", (sinceMs, untilMs) => {
    const span = pointSpan("hour", { sinceMs, untilMs }, NOW);
    expect(filledPoints(new Map(), "hour", span).length).toBeLessThanOrEqual(1);
    expect(span.untilMs).toBeGreaterThanOrEqual(span.sinceMs);
  });
});

describe("filledPoints", () => {
  it("has a point for each minute, at most 180", () => {
    const one = { ...NOTHING, attempts: 1 };
    const points = filledPoints(new Map([[at("2026-03-01T12:00:00Z"), one]]), "minute", pointSpan("minute", {}, NOW));
    expect(points).toHaveLength(180);
    expect(points.filter(({ totals }) => totals === one).map(({ atMs }) => atMs)).toEqual([at("2026-03-01T12:00:00Z")]);
    expect(filledPoints(new Map(), "hour", pointSpan("hour", {}, NOW))).toHaveLength(720);
  });
});
