import { expect, it } from "vitest";
import { deliverHandler } from "../../../lambdas/deliver/handler.ts";
import { parking } from "../../../lib/core/delivery/parking.ts";
import { delivering, OK } from "../../support/memory/memory-delivering.ts";
import { pollOnce } from "../../support/memory/memory-pipeline.ts";

it("a wait of hours is a row, and its message is gone", async () => {
  const lane = await delivering([{ status: 502, retryAfter: "7200" }, OK]);
  const id = lane.enqueue();
  await lane.poll();
  expect([lane.deliveries.size(), lane.retries.size()]).toEqual([0, 0]);
  const row = lane.row(id);
  expect(row).toMatchObject({ state: "retrying", attempts: 1, holds: 1, failure: "http-502" });
  expect(row?.parkedUntil).toBe(row?.nextAttemptAt);
  // The message that comes when the wait is over.
  lane.pass(7200);
  lane.enqueuePatient("evt_1", { holds: 1 });
  await lane.pollRetries();
  expect(lane.row(id)).toMatchObject({ state: "delivered", attempts: 2 });
  expect(lane.row(id)?.parkedUntil).toBeUndefined();
});

it("a message from before the delivery was parked does nothing", async () => {
  const lane = await delivering([{ status: 502, retryAfter: "7200" }, OK]);
  const id = lane.enqueue();
  await lane.poll();
  lane.pass(7200);
  lane.enqueuePatient();
  await lane.pollRetries();
  expect([lane.posts.length, lane.retries.size(), lane.row(id)?.state]).toEqual([1, 0, "retrying"]);
});

it("with too many messages in flight, waits over a minute are parked", async () => {
  const lane = await delivering([{ status: 500 }]);
  const id = lane.enqueue();
  await lane.poll();
  lane.pass(30);
  const retry = deliverHandler({ ...lane.retryPorts, parks: parking({ inFlight: async () => 40_001 }) });
  await pollOnce(lane.retries, retry);
  expect(lane.row(id)).toMatchObject({ state: "retrying", attempts: 2, parkedUntil: expect.any(String) });
  expect(lane.retries.size()).toBe(0);
});

it("the attempt doesn't count if nobody can tell how many messages are in flight", async () => {
  const lane = await delivering([{ status: 500 }]);
  const id = lane.enqueue();
  await lane.poll();
  lane.pass(30);
  const parks = parking({ inFlight: () => Promise.reject(new Error("SQS is down")) });
  await pollOnce(lane.retries, deliverHandler({ ...lane.retryPorts, parks }));
  expect([lane.row(id)?.attempts, lane.retries.size()]).toEqual([1, 1]);
});
