import { describe, expect, it } from "vitest";
import { cli, scriptedApi } from "./support.ts";

const OPERATOR = { POSTHORN_URL: "http://api.example", POSTHORN_ADMIN_KEY: "admin-key" };

async function run(line: string, env: Record<string, string> = OPERATOR, answer: object = {}) {
  const api = scriptedApi(() => ({ body: { data: [], next: null }, ...answer }));
  const ran = await cli(line, { fetch: api.fetch, env });
  const sent = api.calls.map(({ headers }) => [headers.authorization, headers["posthorn-tenant"]]);
  return { ...ran, sent };
}

describe("--tenant", () => {
  it.each([
    "subscriptions list --tenant acme",
    "--tenant acme events list",
    "event-types list --tenant acme",
    "api GET /subscriptions --tenant acme",
    "api GET /subscriptions --admin --tenant acme",
  ])("names the tenant that the operator's key acts for: %s", async (line) => {
    const { code, err, sent } = await run(line);
    expect([code, err.includes("posthorn:"), sent]).toEqual([0, false, [["Bearer admin-key", "acme"]]]);
  });

  it("can be set in the environment, and --tenant comes first", async () => {
    const env = { ...OPERATOR, POSTHORN_TENANT: "acme" };
    expect((await run("subscriptions list", env)).sent).toEqual([["Bearer admin-key", "acme"]]);
    expect((await run("subscriptions list --tenant other", env)).sent).toEqual([["Bearer admin-key", "other"]]);
  });

  it.each(["keys list acme", "tenants show acme", "tenants list --tenant acme", "dead-letters list"])(
    "is not sent by a command about the operator's own things: %s",
    async (line) => {
      expect((await run(line, { ...OPERATOR, POSTHORN_TENANT: "other" })).sent).toEqual([
        ["Bearer admin-key", undefined],
      ]);
    },
  );

  it("needs a value", async () => {
    expect((await run("subscriptions list --tenant=")).code).toBe(2);
  });

  it("is suggested when it is missing", async () => {
    const body = {
      title: "Forbidden",
      status: 403,
      detail: "…",
      errors: [{ path: "/headers/posthorn-tenant", message: "…" }],
    };
    const env = { POSTHORN_URL: "http://api.example", POSTHORN_KEY: "pho_operator-1_a" };
    const { code, err } = await run("subscriptions list", env, { status: 403, body });
    expect([code, err]).toEqual([1, expect.stringContaining("--tenant or POSTHORN_TENANT")]);
  });

  it("is in the help of every command that may need it", async () => {
    expect((await run("subscriptions list --help")).out).toContain("--tenant");
    expect((await run("keys list --help")).out).not.toContain("--tenant");
  });
});
