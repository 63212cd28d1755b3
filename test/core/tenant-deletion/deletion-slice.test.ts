import { expect, it } from "vitest";
import { runDeletionSlice } from "../../../lib/core/tenant-deletion/deletion-slice.ts";
import { newDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { tenantOf } from "../../support/contracts/sample-records.ts";

const CREATED_MS = Date.parse("2026-01-01T00:00:00.000Z");

/** SQS refuses a longer delay: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
it.each([
  [0, 900],
  [59, 900],
  [60, 900],
  [61, 899],
  [959, 1],
])("a slice that comes %d s after the deletion waits for %d s", async (seconds, delay) => {
  const deletion = newDeletion(tenantOf(), CREATED_MS);
  const delays: number[] = [];
  const erased = async () => expect.unreachable("nothing is erased yet");
  const slice = runDeletionSlice({
    deletions: { getDeletion: async () => deletion, putDeletion: async () => true },
    slices: { sendSlice: async (_slice, delaySeconds) => void delays.push(delaySeconds) },
    eraser: {
      events: erased,
      subscriptions: erased,
      replays: erased,
      tallies: erased,
      answers: erased,
      "portal-sessions": erased,
      "portal-branding": erased,
      "rejected-events": erased,
      alerts: erased,
      audit: erased,
    },
    intents: { listSecrets: async () => [], endSecret: async () => undefined },
    secrets: { discard: async () => undefined },
    waitSeconds: 960,
    now: () => CREATED_MS + seconds * 1000,
  });
  const receipt = { receives: 1, sentAtMs: CREATED_MS };
  expect(await slice({ deletionId: deletion.id, slice: 0 }, receipt)).toBe("done");
  expect(delays).toEqual([delay]);
});
