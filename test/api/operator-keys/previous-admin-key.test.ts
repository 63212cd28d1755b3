import { describe, expect, it } from "vitest";
import { hashSecret } from "../../../lib/core/keys/api-keys.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const T0 = Date.parse(AT);
const version = (key: string, atMs: number) => ({
  secretHash: hashSecret(key),
  createdAt: new Date(atMs).toISOString(),
});

/** The API, whose admin key can be rotated from `first` to `second`. */
async function rotating() {
  const at = { nowMs: T0, reads: 0, rotatedMs: Number.POSITIVE_INFINITY };
  const first = version("admin-key-of-the-operator", T0 - 1000);
  const adminKeys = {
    adminKey: async () => {
      at.reads++;
      return at.nowMs < at.rotatedMs
        ? { current: first }
        : { current: version("second", at.rotatedMs), previous: first };
    },
  };
  const { call } = await memoryApiWithTenant("manage", { now: () => at.nowMs, adminKeys });
  const headers = { "posthorn-tenant": "acme" };
  const tries = async (key: string) => {
    const [list, acting, sent] = [
      await call("GET /api/v1/tenants", { key }),
      await call("GET /api/v1/subscriptions", { key, headers }),
      await call("POST /api/v1/events", { key, headers, body: { type: "a", data: 1 } }),
    ];
    return [list.status, acting.status, sent.status];
  };
  return { at, call, tries, first: "admin-key-of-the-operator" };
}

const WORKS = [200, 200, 202];
const FAILS = [401, 401, 401];
const END = "DELETE /api/v1/admin-key/previous";

describe("after a rotation of the admin key", () => {
  it("the new key works within a minute, and the previous one for an hour", async () => {
    const { at, tries, first } = await rotating();
    at.rotatedMs = T0 + 1;
    at.nowMs = T0 + 60_000;
    expect([await tries("second"), await tries(first)]).toEqual([WORKS, WORKS]);
    at.nowMs = at.rotatedMs + 3_599_999;
    expect(await tries(first)).toEqual(WORKS);
    at.nowMs++;
    expect([await tries(first), await tries("second")]).toEqual([FAILS, WORKS]);
  });

  it("a command ends the previous key at once, in every function", async () => {
    const { at, call, tries, first } = await rotating();
    at.rotatedMs = T0 + 1;
    at.nowMs = T0 + 60_000;
    await tries(first);
    expect((await call(END, { key: "second" })).status).toBe(204);
    expect([await tries(first), await tries("second")]).toEqual([FAILS, WORKS]);
  });

  it("the command ends a key that functions still take for the current one", async () => {
    const { at, call, tries, first } = await rotating();
    expect(await tries(first)).toEqual(WORKS);
    at.rotatedMs = at.nowMs = T0 + 1;
    expect(await tries(first)).toEqual(WORKS);
    expect((await call(END, { key: first })).status).toBe(204);
    expect(await tries(first)).toEqual(FAILS);
    at.nowMs = T0 + 60_000;
    expect(await tries("second")).toEqual(WORKS);
  });

  it("the command ends nothing when there was no rotation", async () => {
    const { call, tries, first } = await rotating();
    expect((await call(END, { key: first })).status).toBe(204);
    expect(await tries(first)).toEqual(WORKS);
  });
});

it("strangers on the operator's and on tenants' routes cause one read a minute for each function", async () => {
  const { at, call } = await rotating();
  at.nowMs = T0 + 60_000;
  at.reads = 0;
  const routes = ["GET /api/v1/tenants", "GET /api/v1/subscriptions", "GET /api/v1/events", "POST /api/v1/events"];
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => call(routes[n % 4] ?? "", { key: `guess-${n}`, body: {} })),
  );
  expect([new Set(answers.map(({ status }) => status)), at.reads]).toEqual([new Set([401]), 4]);
});
