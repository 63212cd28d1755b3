import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { SecretRef } from "../../lib/core/model/secret.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import { MASKED } from "../../lib/core/subscription/custom-headers.ts";
import { compileDialect } from "../../lib/dialects/compile.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { dialectOf } from "../../lib/dialects/registry.ts";
import { together } from "../../lib/dialects/together.ts";
import { signedPost } from "../../lib/sending/sign.ts";
import { sampleEvent, subscriptionOf } from "../support/factories.ts";
import { memorySeals } from "../support/memory/memory-seals.ts";
import { memoryWorld } from "../support/memory/memory-world.ts";

const SECRET = "a-secret-of-some-length";
const event = sampleEvent({ data: '{"a":1}' });

const builtIn = (name: string): Dialect => {
  const dialect = dialectOf({ dialect: name });
  if (!dialect) throw new Error(`no dialect ${name}`);
  return dialect;
};

const token = compileDialect({
  name: "token",
  algorithm: "shared-secret",
  signatureHeader: "x-token",
  signature: "Token {signature}",
  body: "{data}",
});

/** Sends a POST. Returns the record of it and the request itself. */
async function posted(dialect: Dialect, fields: Partial<Subscription> = {}, brought?: string) {
  const sent: { headers: Record<string, string>; body: Buffer }[] = [];
  const post = signedPost({
    secrets: { reveal: async () => [SECRET, "the-one-before-it"] },
    seals: memorySeals(memoryWorld(Date.now)),
    sender: {
      send: async ({ headers, body }) => {
        sent.push({ headers, body });
        return { startedAtMs: 0, status: 200, timings: { total: 1 }, excerpt: "" };
      },
    },
    hop: "this-stack",
    now: Date.now,
  });
  const subscription = subscriptionOf(fields);
  const kept = await post({ event, deliveryId: "dlv_1", attempt: 1 }, subscription, dialect, 1000, { secret: brought });
  const [request] = sent;
  if (!request) throw new Error("nothing was sent");
  return { kept, request };
}

describe("the record of a POST", () => {
  it("has the sent headers and the digest of the body", async () => {
    const { kept, request } = await posted(builtIn("tenant"), { headers: { "X-Mine": "1" } });
    expect(kept.requestHeaders).toEqual(request.headers);
    expect(kept.bodyDigest).toBe(`sha256:${createHash("sha256").update(request.body).digest("hex")}`);
  });

  it.each<[string, Dialect, string]>([
    ["outtake", builtIn("outtake"), "x-outtake-secret"],
    ["an operator's dialect", token, "x-token"],
    ["two dialects together", together(builtIn("tenant"), { dialect: token, untilMs: Date.now() + 60_000 }), "x-token"],
  ])("never contains the secret itself: %s", async (_name, dialect, header) => {
    const { kept, request } = await posted(dialect);
    expect(request.headers[header]).toContain(SECRET);
    expect(kept.requestHeaders?.[header]).toBe(MASKED);
    expect(JSON.stringify(kept)).not.toContain(SECRET);
  });

  it("never contains the value of a sensitive header, in any case of its name", async () => {
    const headers = { Authorization: "Basic abc", "X-Mine": "1" };
    const { kept, request } = await posted(builtIn("tenant"), { headers, sensitiveHeaders: ["authorization"] });
    expect(request.headers.Authorization).toBe("Basic abc");
    expect(kept.requestHeaders).toMatchObject({ Authorization: MASKED, "X-Mine": "1" });
  });

  it.each<[string, SecretRef, string | RegExp]>([
    ["a version id", { store: "secrets-manager", secretId: "s", versions: ["v-2", "v-1"] }, "v-2"],
    ["a fingerprint of a sealed secret", { store: "sealed", versions: ["sealed-2", "sealed-1"] }, /^[0-9a-f]{16}$/],
  ])("names the secret that signed first: %s", async (_name, secret, version) => {
    const { kept } = await posted(builtIn("tenant"), { secret });
    expect(kept.secretVersion).toMatch(version);
    expect((await posted(builtIn("tenant"), { secret }, SECRET)).kept.secretVersion).toBeUndefined();
  });
});
