import { expect, it } from "vitest";
import { cli, scriptedApi } from "./support.ts";

const NONE = { attempts: 0, failed: {}, latencyMs: { p50: null, p95: null }, delivered: 0, held: 0, exhausted: 0 };
const SOME = { ...NONE, attempts: 3, failed: { "http-5xx": 1, dns: 2 }, latencyMs: { p50: 84, p95: 317 }, held: 1 };
const SERIES = {
  resolution: "minute",
  since: "2026-01-31T12:00:00.000Z",
  until: "2026-01-31T12:02:00.000Z",
  totals: SOME,
  points: [
    { at: "2026-01-31T12:00:00.000Z", ...NONE },
    { at: "2026-01-31T12:01:00.000Z", ...SOME },
  ],
};

async function run(line: string, body: object) {
  const api = scriptedApi(() => ({ body }));
  const ran = await cli(line, { fetch: api.fetch });
  return { ...ran, calls: api.calls, rows: ran.out.trimEnd().split("\n") };
}

it("shows the points in which something happened, and their sum", async () => {
  const { rows } = await run("subscriptions timeseries sub_1", SERIES);
  expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
    ["AT", "ATTEMPTS", "DELIVERED", "HELD", "EXHAUSTED", "P50 MS", "P95 MS", "FAILED"],
    ["2026-01-31 12:01:00Z", "3", "0", "1", "0", "84", "317", "http-5xx 1, dns 2"],
    ["total", "3", "0", "1", "0", "84", "317", "http-5xx 1, dns 2"],
  ]);
});

it("says that nothing happened", async () => {
  const { out } = await run("subscriptions timeseries sub_1", { ...SERIES, totals: NONE, points: [] });
  expect(out).toBe("Nothing happened in this time.\n");
});

it("prints the API's answer as JSON", async () => {
  const { out } = await run("subscriptions timeseries sub_1 --json", SERIES);
  expect(JSON.parse(out)).toEqual(SERIES);
});

it("shows the endpoints in trouble and the dead letters", async () => {
  const endpoint = { tenantId: "acme", subscriptionId: "sub_1", state: "failing", since: "2026-01-31T12:00:00.000Z" };
  const delivery = { deliveryId: "dlv_1", tenantId: "acme", state: "held", createdAt: "2026-01-31T11:00:00.000Z" };
  const body = {
    ...SERIES,
    endpoints: { data: [{ ...endpoint, name: "Billing" }], complete: false },
    inFlight: { matching: 0, waiting: 4, sending: 2, retrying: 0 },
    oldestWaiting: { delivery, complete: true },
    deadLetters: 2,
  };
  const { out, calls } = await run("overview --tenant acme --resolution hour", body);
  expect(out).toMatch(/sub_1 +Billing +acme +failing +2026-01-31 12:00:00Z\nThere are more endpoints in trouble\./);
  expect(out).toContain("In flight: 4 waiting, 2 sending.\nOldest waiting: dlv_1 of acme, held, created at 2026");
  expect(out).toContain("Dead letters: 2. See `posthorn dead-letters list`.");
  expect(calls.map(({ query }) => query)).toEqual([{ tenantId: "acme", resolution: "hour" }]);
});

it("says how many endpoints of a tenant are left out, and that not all were looked at", async () => {
  const totals = { attempts: 0, delivered: 0, held: 0, exhausted: 0, failed: {}, latencyMs: { p50: null, p95: null } };
  const outOf = async (data: object[]) =>
    (await run("overview", { totals, points: [], endpoints: { data, complete: false } })).out;
  const one = { subscriptionId: "sub_1", tenantId: "acme", state: "paused", since: "2026-01-31T12:00:00.000Z" };
  expect(await outOf([one, { ...one, tenantId: "rival", more: 115 }])).toContain(
    "There are more endpoints in trouble: 115 of rival.",
  );
  expect(await outOf([])).toContain("Not all endpoints were looked at.");
});
