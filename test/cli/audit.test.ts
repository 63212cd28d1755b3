import { expect, it } from "vitest";
import { cli, scriptedApi } from "./support.ts";

const ENTRY = {
  id: "aud_1",
  at: "2026-01-31T12:00:00.000Z",
  tenantId: "acme",
  actor: { kind: "key", keyId: "acme-1f2e3d4c" },
  action: "updateSubscription",
  resource: { type: "subscription", id: "sub_1" },
  before: { url: "https://a.example/", updatedAt: "2026-01-30T12:00:00.000Z" },
  after: { url: "https://b.example/", name: "New", updatedAt: "2026-01-31T12:00:00.000Z" },
};

async function list(line: string, data: object[] = [ENTRY]) {
  const api = scriptedApi(() => ({ body: { data, next: null } }));
  const ran = await cli(`audit list ${line}`, { fetch: api.fetch });
  return { ...ran, calls: api.calls };
}

const cells = (out: string): (string[] | undefined)[] =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/));

it("shows who changed which fields of what", async () => {
  const { out } = await list("");
  expect(cells(out)).toEqual([
    ["AT", "WHO", "ACTION", "TENANT", "RESOURCE", "CHANGED"],
    ["2026-01-31 12:00:00Z", "acme-1f2e3d4c", "updateSubscription", "acme", "sub_1", "url, name"],
  ]);
});

it.each([
  [{ kind: "key", keyId: "admin" }, "admin"],
  [{ kind: "posthorn", reason: "gone" }, "posthorn (gone)"],
  [{ kind: "person", keyId: "admin" }, "admin (console)"],
  [{ kind: "person", subject: "u-1", email: "jane@example.com" }, "jane@example.com"],
  [{ kind: "person", subject: "u-1" }, "u-1"],
  [{ kind: "robot" }, "robot"],
])("names the actor %o", async (actor, who) => {
  const { before: _before, ...created } = { ...ENTRY, actor };
  const { out } = await list("", [created]);
  expect(cells(out)[1]).toEqual(["2026-01-31 12:00:00Z", who, "updateSubscription", "acme", "sub_1"]);
});

it("passes on what it is asked for, with the operator's key", async () => {
  const filters = "--action showSecret --resource sub_1 --actor admin --until 2026-02-01";
  const { calls } = await list(`--tenant acme ${filters} --since 2026-01-31T10:00Z --limit 5`);
  expect(calls.map(({ query }) => query)).toEqual([
    {
      tenantId: "acme",
      action: "showSecret",
      resourceId: "sub_1",
      actor: "admin",
      since: "2026-01-31T10:00:00.000Z",
      until: "2026-02-01T00:00:00.000Z",
      limit: "5",
    },
  ]);
  expect(calls.map(({ headers }) => [headers.authorization, headers["posthorn-tenant"]])).toEqual([
    ["Bearer admin-key", undefined],
  ]);
});
