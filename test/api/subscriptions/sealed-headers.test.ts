import { describe, expect, it } from "vitest";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { MASKED } from "../../../lib/core/subscription/custom-headers.ts";
import { withOpenHeaders } from "../../../lib/core/subscription/sealed-headers.ts";
import type { SendRequest } from "../../../lib/sending/sender.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { memorySeals } from "../../support/memory/memory-seals.ts";

const hook = { url: "https://receiver.example/hook", events: ["invoice.*"] };
const headers = { Authorization: "Bearer hunter2", "x-env": "prod" };
const hidden = { ...hook, headers, sensitiveHeaders: ["authorization"] };
const ONE = "/api/v1/subscriptions/{id}";

/** A subscription with a sensitive header, behind a receiver that sends the header back. */
async function subscribed() {
  const posts: SendRequest[] = [];
  const sender = {
    send: async (request: SendRequest) => {
      posts.push(request);
      const echo = String(request.headers.Authorization);
      const answerHeaders = { "x-echo": echo };
      return { startedAtMs: Date.parse(AT), status: 200, timings: { total: 1 }, excerpt: echo, answerHeaders };
    },
  };
  const api = await memoryApiWithTenant("manage", { sender });
  const { call, key, world } = api;
  const made = await call("POST /api/v1/subscriptions", { key, body: hidden });
  const id: string = made.body.id;
  const row = () => world.subscriptions.get(`acme/${id}`) as Subscription;
  return {
    ...api,
    posts,
    id,
    row,
    opened: async () => (await withOpenHeaders(memorySeals(world), row())).headers,
    put: (fields: Partial<Subscription>) => world.subscriptions.put(`acme/${id}`, { ...row(), ...fields }),
    patch: (body: unknown) => call(`PATCH ${ONE}`, { key, id, body }),
    rotate: () => call(`POST ${ONE}/rotate-secret`, { key, id, body: {} }),
    test: () => call(`POST ${ONE}/test`, { key, id, body: {} }),
  };
}

/** Every row of the world, as text. The secrets are what another service holds. */
const rowsOf = ({ secrets: _elsewhere, faults: _faults, ...shelves }: object & { secrets: unknown; faults: unknown }) =>
  JSON.stringify(shelves, (_key, value) => (typeof value?.values === "function" ? [...value.values()] : value));

/** A row from before values were sealed. */
const CLEAR = { headers, sealedHeaders: undefined as never };

describe("the value of a sensitive header", () => {
  it("is in no row in clear, whatever happens to the subscription", async () => {
    const { world, patch, rotate, test, opened, posts } = await subscribed();
    expect(rowsOf(world)).toContain(MASKED);
    const answers = [await test(), await patch({ name: "N" }), await rotate(), await patch({ sensitiveHeaders: null })];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 422]);
    expect(posts[0]?.headers.Authorization).toBe("Bearer hunter2");
    expect(await opened()).toEqual(headers);
    expect(rowsOf(world) + answers.map(({ text }) => text).join()).not.toContain("hunter2");
  });

  it("is sealed for the header, the subscription and the host", async () => {
    const { row, opened, put, test, posts } = await subscribed();
    const { id, sealedHeaders, headers: masked } = row();
    expect(await opened()).toEqual(headers);
    for (const moved of [
      { url: "https://attacker.example/hook" },
      { headers: { ...masked, "x-env": MASKED }, sealedHeaders: { "x-env": sealedHeaders?.Authorization ?? "" } },
      { sealedHeaders: undefined as never },
      { id: `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}` },
    ]) {
      const before = row();
      put({ ...moved });
      expect((await test()).status).toBe(503);
      put({ ...before });
    }
    expect(posts).toEqual([]);
    expect((await test()).status).toBe(200);
  });

  it("stays hidden if somebody takes its name off the row's list", async () => {
    const { put, test, posts } = await subscribed();
    put({ sensitiveHeaders: undefined as never });
    const { status, text } = await test();
    expect([status, posts[0]?.headers.Authorization]).toEqual([200, "Bearer hunter2"]);
    expect(text).not.toContain("hunter2");
  });

  it.each<[string, "patch" | "rotate", object]>([
    ["a change", "patch", { name: "N" }],
    ["a rotation of the secret", "rotate", {}],
  ])("of an earlier row still works, and is sealed by %s", async (_case, how, body) => {
    const { row, put, opened, test, posts, [how]: change } = await subscribed();
    put(CLEAR);
    expect((await test()).status).toBe(200);
    expect(posts[0]?.headers.Authorization).toBe("Bearer hunter2");
    expect((await change(body)).status).toBe(200);
    expect(row().headers.Authorization).toBe(MASKED);
    expect(await opened()).toEqual(headers);
  });

  it("has the same ETag sealed and in clear", async () => {
    const { call, key, id, put } = await subscribed();
    const read = () => call(`GET ${ONE}`, { key, id });
    const { headers: before, body } = await read();
    put(CLEAR);
    const { headers: after, body: same } = await read();
    expect([after.etag, same]).toEqual([before.etag, body]);
  });

  it("is no longer kept once the header is removed, or made public with a new value", async () => {
    const { row, patch } = await subscribed();
    await patch({ sensitiveHeaders: null, headers: { authorization: "public" } });
    expect(row()).toMatchObject({ headers: { authorization: "public", "x-env": "prod" } });
    expect(row().sealedHeaders).toBeUndefined();
    await patch({ sensitiveHeaders: ["x-env"] });
    expect(Object.keys(row().sealedHeaders ?? {})).toEqual(["x-env"]);
    await patch({ headers: null });
    expect([row().headers, row().sealedHeaders]).toEqual([{}, undefined]);
  });

  it("counts with its own length", async () => {
    const { patch } = await subscribed();
    const long = (name: string) => ({
      headers: { [name]: "x".repeat(4_096) },
      sensitiveHeaders: ["authorization", name],
    });
    expect((await patch(long("x-a"))).status).toBe(200);
    expect((await patch({ ...long("x-b"), sensitiveHeaders: ["authorization", "x-a", "x-b"] })).status).toBe(422);
  });
});

describe("a value that doesn't open", () => {
  const lost = async () => {
    const api = await subscribed();
    api.put({ sealedHeaders: { Authorization: "v1.gone.AAAA.AAAA" } });
    return api;
  };

  it("is a failure inside Posthorn: nothing is sent, and nothing changes", async () => {
    const { test, patch, posts, row } = await lost();
    const before = row();
    expect([(await test()).status, (await patch({ name: "N" })).status]).toEqual([503, 503]);
    expect([posts, row()]).toEqual([[], before]);
  });

  it.each([[{ headers: { AUTHORIZATION: "again" } }], [{ headers: { authorization: null } }], [{ headers: null }]])(
    "can be replaced or removed: %j",
    async (change) => {
      const { patch, test } = await lost();
      expect([(await patch(change)).status, (await test()).status]).toEqual([200, 200]);
    },
  );

  it("doesn't keep the subscription from being read, rotated and deleted", async () => {
    const { call, key, id, rotate } = await lost();
    expect((await call(`GET ${ONE}`, { key, id })).body.headers.Authorization).toBe(MASKED);
    expect((await rotate()).status).toBe(200);
    expect((await call(`DELETE ${ONE}`, { key, id })).status).toBe(204);
  });
});
