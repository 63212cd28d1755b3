import { describe, expect, it } from "vitest";
import { compileDialect } from "../../lib/dialects/compile.ts";
import { findDialect } from "../../lib/dialects/registry.ts";
import { together } from "../../lib/dialects/together.ts";
import { ownHeaders } from "../../lib/sending/own-headers.ts";
import { memoryApiWithTenant } from "../support/memory/memory-api.ts";

const task = { deliveryId: "dlv_1", attempt: 3 };
const all = {
  "posthorn-delivery-id": "dlv_1",
  "posthorn-attempt": "3",
  "posthorn-subscription-id": "sub_1",
  "posthorn-hop": "h",
};
const { "posthorn-delivery-id": _id, ...withoutId } = all;
const bare = { "posthorn-hop": "h" };
const built = (name: string) => findDialect(name) ?? expect.unreachable();
const definition = { name: "x", algorithm: "hmac-sha256", signatureHeader: "x-sig", body: "{data}" } as const;

describe("Posthorn's own headers", () => {
  it.each(["standard", "standard-ed25519", "witn", "outtake", "agents", "stripe"])("identify a POST in %s", (name) => {
    expect(ownHeaders(task, { id: "sub_1" }, built(name), "h")).toEqual(all);
  });

  it.each(["tenant", "watsi", "github"])("leave the delivery's id to %s, which has a header for it", (name) => {
    expect(ownHeaders(task, { id: "sub_1" }, built(name), "h")).toEqual(withoutId);
  });

  it("can be turned off by a subscription and by a dialect, except the hop and the mark of a test", () => {
    const off = compileDialect({ ...definition, posthornHeaders: false });
    const pair = together(built("standard"), { dialect: off, untilMs: 0 });
    const marked = { ...task, test: true as const };
    expect(ownHeaders(task, { id: "sub_1", posthornHeaders: false }, built("standard"), "h")).toEqual(bare);
    for (const dialect of [off, pair]) {
      expect(ownHeaders(marked, { id: "sub_1" }, dialect, "h")).toEqual({ ...bare, "posthorn-test": "true" });
    }
  });

  it("are set on a test send, which says so, until the subscription turns them off and on again", async () => {
    const sent: Record<string, string>[] = [];
    const send = async ({ headers }: { headers: Record<string, string> }) => {
      sent.push(headers);
      return { startedAtMs: 0, status: 200, timings: { total: 1 }, excerpt: "" };
    };
    const { call, key, world } = await memoryApiWithTenant("manage", { sender: { send } });
    const body = { url: "https://receiver.example/", events: ["a"] };
    const { id } = (await call("POST /api/v1/subscriptions", { key, body })).body;
    const tried = async (posthornHeaders: boolean | null) => {
      const change = { key, id, body: { posthornHeaders } };
      const shown = (await call("PATCH /api/v1/subscriptions/{id}", change)).body.posthornHeaders;
      const answer = await call("POST /api/v1/subscriptions/{id}/test", { key, id });
      const { "posthorn-subscription-id": subscription, "posthorn-test": test } = sent.at(-1) ?? {};
      return [answer.status, shown, subscription, test];
    };
    expect(await tried(true)).toEqual([200, undefined, id, "true"]);
    expect(await tried(false)).toEqual([200, false, undefined, "true"]);
    expect(await tried(null)).toEqual([200, undefined, id, "true"]);
    expect(world.subscriptions.values()[0]?.posthornHeaders).toBeUndefined();
  });

  it.each(["Posthorn-Delivery-Id", "posthorn-attempt", "posthorn-subscription-id", "posthorn-test"])(
    "can't be custom headers: %s",
    async (name) => {
      const { call, key } = await memoryApiWithTenant();
      const body = { url: "https://receiver.example/", events: ["a"], headers: { [name]: "x" } };
      const answer = await call("POST /api/v1/subscriptions", { key, body });
      expect([answer.status, answer.body.errors]).toEqual([
        422,
        [{ path: `/headers/${name}`, message: "is set by Posthorn" }],
      ]);
    },
  );
});
