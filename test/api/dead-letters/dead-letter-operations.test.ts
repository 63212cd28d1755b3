import { expect, it } from "vitest";
import { STUCK_SECONDS } from "../../../lib/core/limits.ts";
import type { StuckLetter } from "../../../lib/core/log/dead-letters.ts";
import { ADMIN, AT, memoryApi } from "../../support/memory/memory-api.ts";

const LETTER: StuckLetter = {
  messageId: "m1",
  sentAt: "2025-12-31T00:00:00.000Z",
  since: "2025-12-31T12:00:00.000Z",
  reason: "no-progress",
  deliveryId: "dlv_1",
  tenantId: "acme",
  subscriptionId: "sub_1",
  sentAgain: 2,
  nextSendAt: "2026-01-01T01:00:00.000Z",
};
const UNREADABLE: StuckLetter = { messageId: "m2", sentAt: AT, since: AT, reason: "unreadable" };

/** Two letters that are stuck. */
function withLetters() {
  const api = memoryApi();
  for (const letter of [LETTER, UNREADABLE]) {
    api.world.deadLetters.put(`${letter.sentAt}#${letter.messageId}`, letter, letter.sentAt);
  }
  return api;
}

it("the list shows everything that is known about a letter", async () => {
  const { call } = withLetters();
  const { status, body } = await call("GET /api/v1/dead-letters", { key: ADMIN });
  expect([status, body]).toEqual([200, { data: [UNREADABLE, LETTER], next: null }]);
});

it("a redrive is recorded, and answered with what it will do", async () => {
  const { call, world } = withLetters();
  const { status, body } = await call("POST /api/v1/dead-letters/redrive", { key: ADMIN });
  const redriveAt = world.redrive.at;
  expect(redriveAt).toBe(AT);
  expect([status, body]).toEqual([202, { count: 1, unreadable: 1, redriveAt, withinSeconds: STUCK_SECONDS }]);
});

it("a redrive that can't be recorded is not accepted", async () => {
  const { call, world, lines } = withLetters();
  world.faults.failNext("writeLetters", { when: "before" });
  const { status } = await call("POST /api/v1/dead-letters/redrive", { key: ADMIN });
  expect([status, world.redrive.at]).toEqual([503, undefined]);
  expect(lines).toMatchObject([{ level: "ERROR", message: "request failed", error: { name: "PipelineFault" } }]);
});
