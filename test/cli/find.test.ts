import { expect, it } from "vitest";
import { cli, scriptedApi } from "./support.ts";

async function run(line: string | string[], body: object) {
  const api = scriptedApi(() => ({ body }));
  const ran = await cli(line, { fetch: api.fetch });
  return { ...ran, calls: api.calls };
}

const cells = (out: string): (string[] | undefined)[] =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/));

it("find shows what an id names, with the operator's key", async () => {
  const data = [
    { type: "subscription", id: "sub_1", tenantId: "acme", name: "Orders" },
    { type: "delivery", id: "dlv_1", tenantId: "acme", subscriptionId: "sub_1", about: "order.paid" },
  ];
  const { out, calls } = await run("find x", { data, complete: true });
  expect(cells(out)).toEqual([
    ["TYPE", "ID", "TENANT", "SUBSCRIPTION", "NAME"],
    ["subscription", "sub_1", "acme", "Orders"],
    ["delivery", "dlv_1", "acme", "sub_1", "order.paid"],
  ]);
  expect(calls.map(({ query, headers }) => [query, headers.authorization])).toEqual([
    [{ id: "x" }, "Bearer admin-key"],
  ]);
});

it("find --name shows the subscriptions of all tenants with this name or URL", async () => {
  const data = [
    {
      type: "subscription",
      id: "sub_1",
      tenantId: "acme",
      tenantName: "Acme",
      name: "Orders",
      url: "https://a.example",
    },
    { type: "subscription", id: "sub_2", tenantId: "other", tenantName: "Other", url: "https://orders.example" },
  ];
  const { out, calls } = await run(["find", "--name", "orders eu"], { data, complete: false });
  expect(cells(out)).toEqual([
    ["TYPE", "ID", "TENANT", "NAME", "URL"],
    ["subscription", "sub_1", "acme", "Orders", "https://a.example"],
    ["subscription", "sub_2", "other", "https://orders.example"],
    ["There may be others. Give more of the name or URL."],
  ]);
  expect(calls.map(({ query }) => query)).toEqual([{ name: "orders eu" }]);
});

it("find says when it finds nothing, and when it has not searched all tenants", async () => {
  expect((await run("find x", { data: [], complete: true })).out).toBe("Nothing found.\n");
  expect((await run("find x", { data: [], complete: false })).out).toMatch(/^Nothing found\.\nNot all tenants/);
});

it("replays list-all shows whose replays they are", async () => {
  const replay = { id: "rpl_1", state: "running", subscriptionId: "sub_1", progress: { replayed: 7 } };
  const times = { since: "2026-01-31T12:00:00.000Z", createdAt: "2026-01-31T13:00:00.000Z" };
  const data = [{ tenantId: "acme", ...replay, ...times }];
  const { out, calls } = await run("replays list-all --state running", { data, next: null });
  expect(cells(out)[1]).toEqual([
    "acme",
    "rpl_1",
    "running",
    "sub_1",
    "7",
    "2026-01-31 12:00:00Z",
    "2026-01-31 13:00:00Z",
  ]);
  expect(calls.map(({ query, headers }) => [query, headers.authorization])).toEqual([
    [{ state: "running" }, "Bearer admin-key"],
  ]);
});
