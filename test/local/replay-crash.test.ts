import { expect, test, vi } from "vitest";
import type { Assembly } from "../../lib/local/template/assembly.ts";
import { call, subscribe } from "./support/api.ts";
import { receiverForTest } from "./support/receivers.ts";
import { listFor, SLOW } from "./support/slow-filter.ts";
import { twinForTest } from "./support/twin.ts";

const EVENTS = 400;
const PER_REQUEST = 100;

/** A page of events takes far less time than the function has, and all events take far more. */
const MS_PER_EVENT = 8;

/** Kills the function after three seconds, in the middle of a page. Its message comes back soon afterwards. */
function shortLives({ stacks }: Assembly): void {
  const resources = stacks.flatMap(({ resources }) => [...resources.values()]);
  const named = (name: string) =>
    resources.filter(({ properties }) => [properties.FunctionName, properties.QueueName].includes(name));
  const changed = [
    ...named("posthorn-dev-replay").map(({ properties }) => Object.assign(properties, { Timeout: 3 })),
    ...named("posthorn-dev-replays").map(({ properties }) => Object.assign(properties, { VisibilityTimeout: 4 })),
  ];
  expect(changed).toHaveLength(2);
}

test("a replay whose function is killed again and again skips nothing", async () => {
  const receiver = await receiverForTest();
  const warnings: string[] = [];
  const twin = await twinForTest({ warn: (line) => void warnings.push(line), amend: shortLives });

  const { id: subscriptionId } = await subscribe(twin, receiver.url, { active: false });
  const list = listFor(MS_PER_EVENT);
  const events = Array.from({ length: PER_REQUEST }, (_, n) => ({ type: "missed", data: { n, list } }));
  for (let sent = 0; sent < EVENTS; sent += PER_REQUEST) await call(twin, "POST", "/events", { events }, 202);
  await call(twin, "PATCH", `/subscriptions/${subscriptionId}`, { active: true });
  const fields = { subscriptionId, since: "2020-01-01T00:00:00Z", ratePerSecond: 1000, filter: SLOW };
  const { id } = await call<{ id: string }>(twin, "POST", "/replays", fields, 202);
  const read = () => call<{ state: string; progress: object }>(twin, "GET", `/replays/${id}`);
  await vi.waitFor(async () => expect((await read()).state).toBe("completed"), { timeout: 240_000, interval: 200 });

  expect(warnings.filter((line) => line.startsWith("posthorn-dev-replay failed"))).not.toEqual([]);
  expect((await read()).progress).toMatchObject({ replayed: EVENTS, skipped: 0 });
  const arrived = () => new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size;
  await vi.waitFor(() => expect(arrived()).toBe(EVENTS), { timeout: 60_000, interval: 100 });
  expect(receiver.requests).toHaveLength(EVENTS);
}, 360_000);
