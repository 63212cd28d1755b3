import { expect, it } from "vitest";
import type { AlertType } from "../../lib/core/alerts/alert.ts";
import { alertExample } from "../../lib/core/alerts/alert-examples.ts";
import { alertTypes } from "../../lib/core/alerts/alert-types.ts";
import { cli, scriptedApi } from "./support.ts";

const types = Object.keys(alertTypes) as AlertType[];
const AT = "2026-01-31T12:00:00.000Z";

async function list(line: string, data: object[] = types.map((type) => ({ type, ...alertExample(type) }))) {
  const api = scriptedApi(() => ({ body: { data, next: null } }));
  const ran = await cli(`alerts list ${line}`, { fetch: api.fetch });
  return { ...ran, calls: api.calls };
}

it("shows each alert on a line, and says what happened", async () => {
  const { out } = await list("");
  const [head, ...lines] = out.trimEnd().split("\n");
  expect(head?.split(/ +/)).toEqual(["AT", "TYPE", "TENANT", "SUBSCRIPTION", "WHAT"]);
  expect(lines.map((line) => line.split(/ {2,}/).slice(1))).toEqual(
    [
      [
        "subscription.failing",
        "fails since 2026-01-31 11:50:00Z: five POSTs in a row had no answer in time (timeout-headers)",
      ],
      ["subscription.recovered", "works again, failed since 2026-01-31 09:12:30Z"],
      [
        "subscription.disable-scheduled",
        "will be switched off at 2026-02-01 12:00:00Z: 204 failures since 2026-01-27 12:00:00Z",
      ],
      ["subscription.disabled", "switched off: 250 failures since 2026-01-26 12:00:00Z"],
      ["subscription.rate-limited", "deliveries wait since 2026-01-31 11:49:58Z for the limit of 10 a second"],
      [
        "delivery.exhausted",
        "12 deliveries used up all attempts since 2026-01-31 11:54:00Z, latest dlv_01KG9YEXY0TSV4RRFFQ69G5FAV_01ARZ3NDEKTSV4RRFFQ69G5FAV (http-500)",
      ],
      ["filter.too-slow", "The filter took longer than 2 s, so it does not match."],
    ].map(([type, what]) => [type, "acme", "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV", what]),
  );
});

it.each([
  [{ type: "subscription.disabled", reason: "gone" }, "switched off: its receiver answered 410 Gone"],
  [{ type: "subscription.disabled", reason: "by-hand", by: "admin" }, "switched off by the admin key"],
  [{ type: "subscription.disabled", reason: "by-hand", by: "acme-1" }, "switched off by the key acme-1"],
  [{ type: "subscription.failing", since: AT, why: "it hangs" }, "fails since 2026-01-31 12:00:00Z: it hangs"],
  [
    { type: "delivery.exhausted", count: 1, since: AT, latest: { deliveryId: "dlv_1" } },
    "1 delivery used up all attempts since 2026-01-31 12:00:00Z, latest dlv_1",
  ],
  [{ type: "filter.too-slow", reason: "The\u001b[2J filter\nis slow." }, "The [2J filter is slow."],
])("says of %o: %s", async (alert, what) => {
  const { out } = await list("", [{ at: AT, ...alert }]);
  expect(out.trimEnd().split("\n").slice(1)).toEqual([expect.stringMatching(/^2026-01-31 12:00:00Z {2}\S/)]);
  expect(out).toContain(`  ${what}\n`);
});

it("shows an alert of a type that it doesn't know", async () => {
  const { code, out } = await list("", [{ at: AT, type: "subscription.new", tenantId: "acme" }]);
  expect([code, out]).toEqual([
    0,
    "AT                    TYPE              TENANT\n2026-01-31 12:00:00Z  subscription.new  acme\n",
  ]);
});

it("passes on what it is asked for, with the operator's key", async () => {
  const line = "--tenant acme --subscription sub_1 --type filter.too-slow,delivery.exhausted --limit 5";
  const { calls } = await list(line);
  expect(calls.map(({ query }) => query)).toEqual([
    { tenantId: "acme", subscriptionId: "sub_1", type: "filter.too-slow,delivery.exhausted", limit: "5" },
  ]);
  expect(calls.map(({ headers }) => [headers.authorization, headers["posthorn-tenant"]])).toEqual([
    ["Bearer admin-key", undefined],
  ]);
});
