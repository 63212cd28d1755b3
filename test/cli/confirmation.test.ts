import { describe, expect, it } from "vitest";
import { cli, scriptedApi } from "./support.ts";

describe.each([
  "subscriptions delete sub_1",
  "tenants delete acme",
  "keys revoke acme acme-1",
  "event-types delete a.b",
  "derived-types delete a.b",
  "events erase evt_1",
])("%s", (line) => {
  const run = async (more: string, typed?: string[]) => {
    const api = scriptedApi(() => ({ status: 204 }));
    const ran = await cli(`${line} ${more}`, { fetch: api.fetch, ...(typed && { typed }) });
    return { ...ran, calls: api.calls };
  };

  it.each([["y"], ["YES"]])("does it after the answer %s", async (answer) => {
    const { code, calls } = await run("", [answer]);
    expect([code, calls.length]).toEqual([0, 1]);
  });

  it.each([[""], ["n"], ["yep, but later"]])("changes nothing after the answer '%s'", async (answer) => {
    const { code, err, calls } = await run("", [answer]);
    expect([code, err, calls]).toEqual([1, "posthorn: not confirmed: nothing was changed\n", []]);
  });

  it("is refused without a terminal", async () => {
    const { code, err, calls } = await run("");
    expect([code, calls]).toEqual([2, []]);
    expect(err).toMatch(/^posthorn: not confirmed: .*\?\nWithout a terminal, confirm with --yes\.\n$/);
  });

  it("does not ask with --yes", async () => {
    const { code, calls } = await run("--yes");
    expect([code, calls.length]).toEqual([0, 1]);
  });
});
