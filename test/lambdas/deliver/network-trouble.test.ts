import { expect, it } from "vitest";
import { delivering, OK } from "../../support/memory/memory-delivering.ts";

const UNREACHED = { failure: "dns", detail: "no such host" } as const;

/** Other functions report this about their POSTs. */
const others = (lane: Awaited<ReturnType<typeof delivering>>, unreached: number, reached: number) =>
  lane.deliverPorts.network.report({ tenants: ["a", "b", "c"], unreached, reached });

it("while our network is down, no attempt counts and nothing is learnt about endpoints", async () => {
  const lane = await delivering([UNREACHED, OK]);
  await others(lane, 5, 0);
  const id = lane.enqueue();
  await lane.poll();
  expect([lane.row(id), lane.health(), lane.deliveries.size()]).toEqual([undefined, undefined, 1]);
  expect(lane.lines.at(-1)).toMatchObject({ message: "delivery put off" });
  expect(lane.published).toContainEqual({ function: "test", NetworkDown: 1 });
  lane.pass(5);
  await lane.poll();
  expect(lane.row(id)).toMatchObject({ state: "delivered", attempts: 1 });
});

it("an endpoint that alone can't be reached fails", async () => {
  const lane = await delivering([UNREACHED]);
  await others(lane, 5, 20);
  const id = lane.enqueue();
  await lane.poll();
  expect(lane.row(id)).toMatchObject({ state: "retrying", failure: "dns", attempts: 1 });
  expect(lane.health()?.evidence).toMatchObject({ failures: 1 });
});

it("an answer says nothing about our network, whatever it is", async () => {
  const lane = await delivering([{ status: 500 }]);
  await others(lane, 5, 0);
  const id = lane.enqueue();
  await lane.poll();
  expect(lane.row(id)).toMatchObject({ state: "retrying", failure: "http-500" });
});

it("if the report can't be written, the attempt doesn't count", async () => {
  const lane = await delivering([UNREACHED]);
  lane.world.faults.failNext("report", { when: "before" });
  const id = lane.enqueue();
  await lane.poll();
  expect([lane.row(id), lane.deliveries.size()]).toEqual([undefined, 1]);
});
