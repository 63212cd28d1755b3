import { expect, it } from "vitest";
import { refuseUnfit } from "../../../lambdas/ingest/enforce.ts";
import { Refusal } from "../../../lib/core/errors.ts";
import { identify } from "../../../lib/core/events.ts";
import { catalogOf } from "../../../lib/core/matching/catalog.ts";

const AT = "2026-01-01T00:00:00.000Z";

it("slow patterns take no more time than a request has, however many events there are", () => {
  const schema = JSON.stringify({ type: "string", pattern: "^(a+)+$" });
  const type = { kind: "event-type", name: "a.b", schema, enforce: true, deprecated: false } as const;
  const catalog = catalogOf([{ ...type, createdAt: AT, updatedAt: AT }]);
  const data = JSON.stringify(`${"a".repeat(60)}!`);
  const events = Array.from({ length: 100 }, () => identify({ type: "a.b", data }, "acme", undefined, Date.parse(AT)));
  const startedAt = performance.now();
  expect(() => refuseUnfit(events, events, catalog, 300)).toThrow(Refusal);
  // Each alone would have 200 ms: 20 s.
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
