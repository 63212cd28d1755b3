import { expect, test, vi } from "vitest";
import type { Assembly } from "../../lib/local/template/assembly.ts";
import type { Twin, TwinOptions } from "../../lib/local/twin.ts";
import { call, send, subscribe } from "./support/api.ts";
import { becomes, statesOf } from "./support/deliveries.ts";
import { receiverForTest } from "./support/receivers.ts";
import { twinForTest } from "./support/twin.ts";

/** One invocation of a function in a chain of messages. Every loop shows at its second round. */
const limits = { chainInvocations: 1 };

function forgetToAllowLoops({ stacks }: Assembly): void {
  for (const { properties } of stacks.flatMap(({ resources }) => [...resources.values()])) {
    delete properties.RecursiveLoop;
  }
}

async function start(options: Partial<TwinOptions> = {}) {
  const warnings: string[] = [];
  const twin = await twinForTest({ limits, warn: (line) => void warnings.push(line), ...options });
  const stopped = (name: string) =>
    warnings.some((line) => line.startsWith(`posthorn-dev-${name} failed: RecursiveInvocationException: `));
  return { twin, warnings, stopped };
}

/** Lets a subscription miss three events, and starts a replay of them with a slice for each. */
async function replayInSlices(twin: Twin, url: string): Promise<() => Promise<{ state: string; progress: object }>> {
  const { id: subscriptionId } = await subscribe(twin, url, { events: ["missed"], active: false });
  for (const n of [1, 2, 3]) await send(twin, { type: "missed", data: { n } });
  await call(twin, "PATCH", `/subscriptions/${subscriptionId}`, { active: true });
  const fields = { subscriptionId, since: "2020-01-01T00:00:00Z", ratePerSecond: 1 };
  const { id } = await call<{ id: string }>(twin, "POST", "/replays", fields, 202);
  return () => call(twin, "GET", `/replays/${id}`);
}

/** Sends an event whose nine attempts take three rounds, so that settle gets it twice. Resolves with its id. */
async function sendThroughRounds(twin: Twin, url: string): Promise<string> {
  await subscribe(twin, url, { events: ["bad"], maxRetries: 8 });
  return (await send(twin, { type: "bad", data: {} })).id;
}

const announced = (twin: Twin): boolean => twin.usage().some(({ action }) => action === "events:PutEvents");

test("Lambda stops a replay and a settled delivery whose functions may not invoke themselves", async () => {
  const receiver = await receiverForTest();
  const { twin, stopped } = await start({ amend: forgetToAllowLoops });
  const replay = await replayInSlices(twin, receiver.url);
  await vi.waitFor(() => expect(stopped("replay")).toBe(true), 30_000);
  expect(await replay()).toMatchObject({ state: "running", progress: { replayed: 1 } });
  receiver.script({ status: 500 });
  const id = await sendThroughRounds(twin, receiver.url);
  await vi.waitFor(() => expect(stopped("settle")).toBe(true), 60_000);
  expect(await statesOf(twin, id)).toEqual(["retrying"]);
  expect(receiver.requests.filter(({ headers }) => headers["webhook-id"] === id)).toHaveLength(7);
}, 120_000);

test("the template allows the loops that Posthorn bounds", async () => {
  const receiver = await receiverForTest();
  const { twin, warnings } = await start();
  const replay = await replayInSlices(twin, receiver.url);
  await vi.waitFor(async () => expect(await replay()).toMatchObject({ state: "completed" }), 20_000);
  expect(await replay()).toMatchObject({ progress: { replayed: 3 } });
  receiver.script({ status: 500 });
  await becomes(twin, await sendThroughRounds(twin, receiver.url), "exhausted");
  await vi.waitFor(() => expect(announced(twin)).toBe(true), 10_000);
  expect(warnings).toEqual([]);
}, 120_000);
