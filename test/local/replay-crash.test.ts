import { expect, onTestFinished, test, vi } from "vitest";
import type { Assembly } from "../../lib/local/template/assembly.ts";
import { startTwin } from "../../lib/local/twin.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { call, QUICK, subscribe, temporaryFolder } from "./support.ts";

const EVENTS = 500;
const A_REQUEST = 100;

/** Takes about 12 ms for an event: all of them far longer than the function lives, a page of 50 far shorter. */
const SLOW = "data.list.all(x, data.list.all(y, x + y >= 0))";
const list = Array.from({ length: 360 }, (_, n) => n);

/** The function is killed after three seconds, with a page half done, and its message comes back soon. */
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
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  const warnings: string[] = [];
  const warn = (line: string) => void warnings.push(line);
  const twin = await startTwin({ dataDir: folder.path, port: 0, context: QUICK, warn, amend: shortLives });
  onTestFinished(twin.stop);

  const { id: subscriptionId } = await subscribe(twin, receiver.url, { active: false });
  const events = Array.from({ length: A_REQUEST }, (_, n) => ({ type: "missed", data: { n, list } }));
  for (let sent = 0; sent < EVENTS; sent += A_REQUEST) await call(twin, "POST", "/events", { events }, 202);
  await call(twin, "PATCH", `/subscriptions/${subscriptionId}`, { active: true });
  const fields = { subscriptionId, since: "2020-01-01T00:00:00Z", ratePerSecond: 1000, filter: SLOW };
  const { id } = await call<{ id: string }>(twin, "POST", "/replays", fields, 202);
  const read = () => call<{ state: string; progress: object }>(twin, "GET", `/replays/${id}`);
  await vi.waitFor(async () => expect((await read()).state).toBe("completed"), { timeout: 60_000, interval: 200 });

  expect(warnings.filter((line) => line.startsWith("posthorn-dev-replay failed"))).not.toEqual([]);
  expect((await read()).progress).toMatchObject({ replayed: EVENTS, skipped: 0 });
  const arrived = () => new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size;
  await vi.waitFor(() => expect(arrived()).toBe(EVENTS), { timeout: 20_000, interval: 100 });
  expect(receiver.requests).toHaveLength(EVENTS);
}, 120_000);
