import { expect, test } from "vitest";
import { operate, request } from "./support/api.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin({
  context: { tenantRequestsPerSecond: "20", tenantEventsPerSecond: "40", maxSubscriptions: "2" },
});

const NOBODY = { type: "for.nobody", data: {} };

/** Makes requests at the same time. Resolves with how often each status came, and with the answers that were refused. */
async function flood(times: number, method: string, path: string, body?: unknown) {
  const answers = await Promise.all(Array.from({ length: times }, () => request(twin, method, path, { body })));
  const statuses = answers.map(({ status }) => status);
  const refused = answers.filter(({ status }) => status === 429);
  return { admitted: statuses.filter((status) => status < 300).length, refused };
}

async function neighbour(): Promise<string> {
  await operate(twin, "POST", "/tenants", { id: "neighbour", name: "neighbour" }, 201);
  const { key } = await operate<{ key: string }>(twin, "POST", "/tenants/neighbour/api-keys", { role: "manage" }, 201);
  return key;
}

test("a tenant above its limit gets 429 with Retry-After, and its neighbour notices nothing", async () => {
  const key = await neighbour();
  const [reads, events] = [
    await flood(300, "GET", "/subscriptions"),
    await flood(30, "POST", "/events", { events: Array(10).fill(NOBODY) }),
  ];
  for (const { admitted, refused } of [reads, events]) {
    expect(admitted).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    const [first] = refused;
    expect(first?.headers.get("content-type")).toBe("application/problem+json");
    expect(Number(first?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(first?.body.detail).toMatch(/^The tenant's limit is \d+ (requests|events) a second\.$/);
  }
  const others = [
    await request(twin, "GET", "/subscriptions", { key }),
    await request(twin, "POST", "/events", { key, body: NOBODY }),
  ];
  expect(others.map(({ status }) => status)).toEqual([200, 202]);
  expect(twin.warnings).toEqual([]);
});

test("a tenant gets no more subscriptions than the operator allows", async () => {
  const key = await operate<{ key: string }>(twin, "POST", "/tenants/neighbour/api-keys", { role: "manage" }, 201);
  const body = { url: "https://receiver.example/hook", events: ["*"] };
  const statuses = [];
  for (let n = 0; n < 3; n++) {
    statuses.push((await request(twin, "POST", "/subscriptions", { key: key.key, body })).status);
  }
  expect(statuses).toEqual([201, 201, 409]);
});
