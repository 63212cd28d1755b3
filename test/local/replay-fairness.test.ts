import { expect, test, vi } from "vitest";
import type { Twin } from "../../lib/local/twin.ts";
import { asking, createTenant } from "./support/full-tenant.ts";
import { receiverForTest } from "./support/receivers.ts";
import { listFor, SLOW } from "./support/slow-filter.ts";
import { twinForTest } from "./support/twin.ts";

type Ask = ReturnType<typeof asking>;

interface Replay {
  id: string;
  state: string;
}

const NEIGHBOURS = 20;

/** Each of the neighbour's replays keeps a function busy for a second or more, on this machine. */
const EVENTS = 50;
const MS_PER_EVENT = 20;

const PATIENCE = { timeout: 180_000, interval: 100 };

/** Creates a subscription that has missed some events. Resolves with the fields of a replay of them. */
async function missing(ask: Ask, url: string, count: number, data: object) {
  const { id: subscriptionId } = await ask<{ id: string }>("POST", "/subscriptions", {
    url,
    events: ["*"],
    active: false,
  });
  await ask("POST", "/events", { events: Array.from({ length: count }, () => ({ type: "missed", data })) });
  await ask("PATCH", `/subscriptions/${subscriptionId}`, { active: true });
  return { subscriptionId, since: "2020-01-01T00:00:00Z" };
}

/** The number of a tenant's replays that have ended. */
async function endedOf(ask: Ask): Promise<number> {
  const { data } = await ask<{ data: Replay[] }>("GET", "/replays?limit=100");
  return data.filter(({ state }) => state === "completed").length;
}

/** Starts replays that find nothing to send, and take long to find that out. */
async function startLongReplays(ask: Ask, url: string): Promise<void> {
  const fields = await missing(ask, url, EVENTS, { list: listFor(MS_PER_EVENT) });
  for (let n = 0; n < NEIGHBOURS; n++) await ask("POST", "/replays", { ...fields, filter: `!${SLOW}` });
}

async function start(): Promise<{ twin: Twin; url: string }> {
  const { url } = await receiverForTest();
  return { twin: await twinForTest(), url };
}

test("one tenant's replays don't keep those of another tenant waiting, and all of them end", async () => {
  const { twin, url } = await start();
  const [neighbour, ask] = [asking(twin, twin.apiKey), asking(twin, await createTenant(twin, "small"))];
  const fields = await missing(ask, url, 5, {});
  await startLongReplays(neighbour, url);
  await ask("POST", "/replays", fields);

  await vi.waitFor(async () => expect(await endedOf(ask)).toBe(1), PATIENCE);
  expect(await endedOf(neighbour)).toBeLessThan(NEIGHBOURS / 2);
  await vi.waitFor(async () => expect(await endedOf(neighbour)).toBe(NEIGHBOURS), PATIENCE);
}, 400_000);
