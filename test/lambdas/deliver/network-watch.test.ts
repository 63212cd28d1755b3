import { expect, test } from "vitest";
import { networkWatch } from "../../../lambdas/deliver/network-watch.ts";
import type { NetworkReport } from "../../../lib/core/health/network.ts";
import { memoryNetworkLog } from "../../support/memory/memory-network.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

/** Two processes, whose clock moves only while they wait. */
function twoProcesses(whileWaiting: (second: ReturnType<typeof networkWatch>) => Promise<unknown> = async () => {}) {
  let nowMs = 1_000_000;
  const now = () => nowMs;
  const network = memoryNetworkLog(memoryWorld(now));
  const reports: NetworkReport[] = [];
  const log = {
    report: async (report: NetworkReport) => {
      reports.push(report);
      return network.report(report);
    },
  };
  const second = networkWatch({ network: log, now, pause: async () => {} });
  const pause = async (ms: number) => {
    await whileWaiting(second);
    nowMs += ms;
  };
  const first = networkWatch({ network: log, now, pause });
  return { first, reports, later: (ms: number) => (nowMs += ms) };
}

test("the first POST that fails waits for those of others", async () => {
  const { first } = twoProcesses(async (second) => {
    await second.isDown("b", false);
    await second.isDown("c", false);
  });
  expect(await first.isDown("a", false)).toBe(true);
});

test("an endpoint that failed before isn't waited for", async () => {
  const { first } = twoProcesses(async () => {
    throw new Error("it waited");
  });
  expect(await first.isDown("a", true)).toBe(false);
});

test("endpoints that failed before don't speak against the network", async () => {
  const { first } = twoProcesses(async (second) => {
    for (const tenant of ["b", "c", "d"]) await second.isDown(tenant, true);
  });
  expect(await first.isDown("a", false)).toBe(false);
});

test("POSTs that reach their endpoints speak for the network", async () => {
  const { first } = twoProcesses(async (second) => {
    await second.isDown("b", false);
    await second.isDown("c", false);
    await second.reached(3);
  });
  expect(await first.isDown("a", false)).toBe(false);
});

test("a process without failures reports nothing", async () => {
  const { first, reports, later } = twoProcesses();
  await first.reached(5);
  expect(reports).toEqual([]);
  await first.isDown("a", true);
  await first.reached(5);
  await first.reached(0);
  later(30_000);
  await first.reached(5);
  expect(reports.map(({ reached }) => reached)).toEqual([0, 5]);
});
