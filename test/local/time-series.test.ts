import { expect, test, vi } from "vitest";
import type { Assembly } from "../../lib/local/template/assembly.ts";
import type { Twin } from "../../lib/local/twin.ts";
import { call, operate, request, send, subscribe } from "./support/api.ts";
import { becomes } from "./support/deliveries.ts";
import { asking, createTenant } from "./support/full-tenant.ts";
import { receiverForTest } from "./support/receivers.ts";
import { twinForTest } from "./support/twin.ts";

/** A busy machine takes long. */
const PATIENCE = { timeout: 60_000, interval: 100 };

/** A minute is too long for a test. */
function countSoon({ stacks }: Assembly): void {
  const mappings = stacks
    .flatMap(({ resources }) => [...resources.values()])
    .filter(({ type, properties }) => type === "AWS::Lambda::EventSourceMapping" && properties.FilterCriteria)
    .map(({ properties }) => Object.assign(properties, { MaximumBatchingWindowInSeconds: 1 }));
  expect(mappings).toHaveLength(1);
}

interface Series {
  totals: { attempts: number; delivered: number; exhausted: number; failed: Record<string, number> };
  points: object[];
}

test("deliveries are counted for their subscription, their tenant and the operator, and for nobody else", async () => {
  const receiver = await receiverForTest();
  receiver.script(({ path }) => ({ status: path === "/bad" ? 500 : 200 }));
  const twin = await twinForTest({ amend: countSoon });
  const good = await subscribe(twin, `${receiver.url}/good`, { events: ["good"] });
  const bad = await subscribe(twin, `${receiver.url}/bad`, { events: ["bad"], maxRetries: 1 });
  await call(twin, "POST", `/subscriptions/${good.id}/test`);
  for (let n = 0; n < 3; n++) await becomes(twin, (await send(twin, { type: "good", data: {} })).id, "delivered");
  await becomes(twin, (await send(twin, { type: "bad", data: {} })).id, "exhausted");

  const seriesOf = (id: string) => call<Series>(twin, "GET", `/subscriptions/${id}/timeseries`);
  await vi.waitFor(async () => {
    expect((await seriesOf(good.id)).totals).toMatchObject({ attempts: 3, delivered: 3, failed: {} });
    expect((await seriesOf(bad.id)).totals).toMatchObject({ attempts: 2, exhausted: 1, failed: { "http-5xx": 2 } });
    expect((await overview(twin)).totals).toMatchObject({ attempts: 5, delivered: 3, exhausted: 1 });
  }, PATIENCE);
  expect((await seriesOf(good.id)).points).toHaveLength(180);
  expect((await call<Series>(twin, "GET", `/webhooks/${good.id}/timeseries?resolution=hour`)).totals.attempts).toBe(3);
  expect(await call(twin, "GET", `/subscriptions/${good.id}`)).toMatchObject({ successRate24h: 1 });
  expect(await call(twin, "GET", `/subscriptions/${bad.id}`)).toMatchObject({ successRate24h: 0 });

  const other = await createTenant(twin, "other");
  expect((await request(twin, "GET", `/subscriptions/${good.id}/timeseries`, { key: other })).status).toBe(404);
  expect((await overview(twin, "?tenantId=other")).totals.attempts).toBe(0);
  const ask = asking(twin, other);
  const { id } = await ask<{ id: string }>("POST", "/subscriptions", { url: receiver.url, events: ["*"] });
  await ask("POST", "/events", { type: "good", data: {} });
  await vi.waitFor(
    async () => expect((await overview(twin, "?tenantId=other")).totals).toMatchObject({ attempts: 1, delivered: 1 }),
    PATIENCE,
  );
  await ask("DELETE", `/subscriptions/${id}`);
  await operate(twin, "DELETE", "/tenants/other", undefined, 204);
  await createTenant(twin, "other");
  expect((await overview(twin, "?tenantId=other")).totals.attempts).toBe(0);
}, 180_000);

const overview = (twin: Twin, query = ""): Promise<Series> => operate(twin, "GET", `/overview${query}`);
