import { expect, test } from "vitest";
import { cpuShares } from "../../../lib/local/functions/cpu-shares.ts";

test("invocations that run at the same time share the thread's CPU time equally", () => {
  let usedMs = 100;
  const shares = cpuShares(() => usedMs);
  usedMs += 7;
  const first = shares.begin();
  usedMs += 10;
  const second = shares.begin();
  usedMs += 20;
  expect(first.end()).toBe(20);
  usedMs += 5;
  expect(second.end()).toBe(15);
});
