import { expect, test } from "vitest";
import { readingAhead } from "../../../lambdas/deliver/reading-ahead.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";

const taskOf = (deliveryId: string) => ({ deliveryId }) as DeliveryTask;
const [first, second] = [taskOf("dlv_1"), taskOf("dlv_2")];

function reader() {
  const read: string[] = [];
  const ahead = readingAhead(async ({ deliveryId }) => read.push(deliveryId));
  return { read, ahead };
}

test("what the next turn needs is read once, while this one's record is being written", async () => {
  const { read, ahead } = reader();
  ahead.begin({ id: "dlv_1", state: "delivered" }, second);
  expect(read).toEqual(["dlv_2"]);
  await ahead.read(second);
  expect(read).toEqual(["dlv_2"]);
  await ahead.read(second);
  expect(read).toEqual(["dlv_2", "dlv_2"]);
});

test.each([
  ["that failed", "retrying", second],
  ["before a duplicate of itself", "delivered", taskOf("dlv_1")],
  ["that is the last one", "delivered", undefined],
] as const)("nothing is read ahead of a turn %s", (_what, state, next) => {
  const { read, ahead } = reader();
  ahead.begin({ id: "dlv_1", state }, next);
  expect(read).toEqual([]);
});

test("another turn than the expected one reads for itself, and the expected one anew", async () => {
  const { read, ahead } = reader();
  ahead.begin({ id: "dlv_0", state: "delivered" }, second);
  await ahead.read(first);
  await ahead.read(second);
  expect(read).toEqual(["dlv_2", "dlv_1", "dlv_2"]);
});

test("a failure to read ahead is the failure of the turn that needs it, and of no other", async () => {
  const ahead = readingAhead(() => Promise.reject(new Error("throttled")));
  ahead.begin({ id: "dlv_1", state: "delivered" }, second);
  await Promise.resolve();
  await expect(ahead.read(second)).rejects.toThrow("throttled");
});
