import { Webhook } from "standardwebhooks";
import { describe, expect, it, vi } from "vitest";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import { verify } from "../../../lib/dialects/verify/index.ts";
import type { SendRequest } from "../../../lib/sending/sender.ts";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { memoryCatalogStore } from "../../support/memory/memory-catalog.ts";

const ROUTE = "POST /api/v1/dialects/test";
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SHOP = {
  name: "shop",
  algorithm: "hmac-sha256",
  signatureHeader: "x-shop-signature",
  signature: "t={timestamp},v1={signature}",
  separator: ",",
  signedText: "{timestamp}.{body}",
  encoding: "hex",
  body: { id: "{id}", type: "{type}", tenant: "{tenantId}", data: "{data}" },
} as const;

/** The API with a receiver that answers `result`. */
async function tested(result: Partial<SendResult> = { status: 204 }, wait?: Promise<void>) {
  const posts: SendRequest[] = [];
  const send = async (request: SendRequest): Promise<SendResult> => {
    posts.push(request);
    await wait;
    return { startedAtMs: Date.now(), timings: { total: 3 }, excerpt: "hello", ...result };
  };
  const api = await memoryApiWithTenant("manage", { sender: { send }, now: Date.now });
  const test = (body: unknown, key = ADMIN) => api.call(ROUTE, { key, body });
  return { ...api, posts, test };
}

describe("a test of a dialect without a URL", () => {
  it("answers the POST of a known dialect, signed with a secret that it answers too", async () => {
    const { test, posts } = await tested();
    const { status, body } = await test({ dialect: "standard", type: "invoice.paid", data: { n: 1 } });
    expect(status).toBe(200);
    const { headers, body: text } = body.request;
    expect(new Webhook(body.secret).verify(text, headers)).toMatchObject({ type: "invoice.paid", data: { n: 1 } });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(text)),
      "user-agent": expect.stringMatching(/^Posthorn\//),
      "posthorn-test": "true",
      "posthorn-subscription-id": expect.stringMatching(/^sub_/),
    });
    expect([body.request.method, posts]).toEqual(["POST", []]);
    expect(body).not.toHaveProperty("attempt");
  });

  it("answers the POST of a definition that nobody registered", async () => {
    const { test, world } = await tested();
    const secret = "a-secret-of-my-own";
    const { body } = await test({ definition: SHOP, type: "a", data: [], secret });
    expect(body).not.toHaveProperty("secret");
    const { headers, body: text } = body.request;
    const verified = await verify({ headers, body: text }, { dialect: SHOP, secrets: secret });
    expect(verified.event).toMatchObject({ type: "a" });
    expect(JSON.parse(text)).toEqual({
      id: expect.stringMatching(/^evt_/),
      type: "a",
      tenant: "example",
      data: [],
    });
    expect([world.dialects.values(), world.events.values(), world.deliveries.values()]).toEqual([[], [], []]);
  });

  it("sends data as it was sent, with numbers that a double can't hold", async () => {
    const { call } = await tested();
    const raw = '{"dialect":"standard", "type":"a", "data": {"n": 12345678901234567890, "__proto__": 4.20}}';
    const { status, body } = await call(ROUTE, { key: ADMIN, body: raw });
    expect(status).toBe(200);
    expect(body.request.body).toContain('"data":{"n": 12345678901234567890, "__proto__": 4.20}');
  });

  it("takes the catalog's example of a type", async () => {
    const { test, world } = await tested();
    const at = { createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" };
    const entry = { kind: "event-type" as const, name: "order.placed", deprecated: false, enforce: false, ...at };
    await memoryCatalogStore(world).createEntry({ ...entry, example: '{"amount": 4200.00}' });
    const { body } = await test({ dialect: "standard", type: "order.placed" });
    expect(body.request.body).toContain('"data":{"amount": 4200.00}');
    expect(JSON.parse((await test({ dialect: "standard" })).body.request.body).type).toBe("order.placed");
  });

  it("answers the public key of a key pair", async () => {
    const { test } = await tested();
    const { body } = await test({ dialect: "standard-ed25519", type: "a" });
    expect(body).toMatchObject({ secret: expect.stringMatching(/^whsk_/), publicKey: expect.stringMatching(/^whpk_/) });
  });

  it("finds a dialect that the operator registered", async () => {
    const { test, call } = await tested();
    await call("POST /api/v1/dialects", { key: ADMIN, body: SHOP });
    const { body } = await test({ dialect: "shop", type: "a", data: 1 });
    expect(body.request.headers).toHaveProperty("x-shop-signature");
  });

  it.each<[string, object, string[]]>([
    ["no dialect", {}, ["/dialect"]],
    ["a name and a definition", { dialect: "standard", definition: SHOP }, ["/dialect"]],
    ["an unknown name", { dialect: "nothing" }, ["/dialect"]],
    ["a name that no dialect can have", { dialect: "../x" }, ["/dialect"]],
    ["a field that is missing", { definition: { ...SHOP, algorithm: undefined } }, ["/definition/algorithm"]],
    [
      "an ambiguous signed text",
      { definition: { ...SHOP, signedText: "{timestamp}{body}" } },
      ["/definition/signedText"],
    ],
    ["an unknown placeholder", { definition: { ...SHOP, body: { a: ["{x}"] } } }, ["/definition/body/a/0"]],
    ["a body that is too long", { definition: { ...SHOP, body: "x".repeat(5000) } }, ["/definition/body"]],
    ["a secret of another form", { dialect: "standard", secret: "short" }, ["/secret"]],
    ["a type that the dialect can't carry", { dialect: "standard", type: "orders/create" }, ["/type"]],
    ["data that is too long", { dialect: "standard", data: "x".repeat(70_000) }, ["/data"]],
    ["a URL that isn't one", { dialect: "standard", url: "receiver" }, ["/url"]],
    ["an internal address", { dialect: "standard", url: "https://169.254.169.254/latest" }, ["/url"]],
    ["an unknown field", { dialect: "standard", tenant: "acme" }, ["/tenant"]],
  ])("refuses %s, and names the field", async (_case, body, paths) => {
    const { test, posts } = await tested();
    const answer = await test(body);
    expect([answer.status, answer.body.errors.map(({ path }: { path: string }) => path)]).toEqual([422, paths]);
    expect(posts).toEqual([]);
  });

  it("refuses names that would be lost in a definition", async () => {
    const { call } = await tested();
    const body = `{"definition":${JSON.stringify(SHOP).replace('"data":', '"__proto__":')}}`;
    const answer = await call(ROUTE, { key: ADMIN, body });
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, "/definition/body/__proto__"]);
  });

  it("takes no tenant's key", async () => {
    const { test, key } = await tested();
    expect((await test({ dialect: "standard" }, key)).status).toBe(403);
  });
});

describe("a test of a dialect with a URL", () => {
  const url = "https://receiver.example/hook";

  it("POSTs the request that it answers, and answers the attempt", async () => {
    const { test, posts } = await tested({ status: 500 });
    const { body } = await test({ dialect: "standard", type: "a", secret: SECRET, url });
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatchObject({ url, timeoutMs: 20_000, verifyTls: true });
    expect(posts[0]?.body.toString()).toBe(body.request.body);
    expect(body.request.headers).toMatchObject(posts[0]?.headers ?? {});
    expect(body.attempt).toMatchObject({
      number: 1,
      url,
      status: 500,
      failure: "http-500",
      trigger: "test",
      bodyDigest: expect.stringMatching(/^sha256:/),
      excerpt: "hello",
    });
  });

  it("masks a shared secret in the attempt, and hides it in the answer of a receiver that sends it back", async () => {
    const { test } = await tested({ status: 200, excerpt: "you sent a-shared-secret" });
    const definition = { name: "plain", algorithm: "shared-secret", signatureHeader: "x-token", body: "{data}" };
    const { body } = await test({ definition, type: "a", secret: "a-shared-secret", url });
    expect(body.request.headers["x-token"]).toBe("a-shared-secret");
    expect(JSON.stringify(body.attempt)).not.toContain("a-shared-secret");
  });

  it("waits for its turn while five of the operator are under way", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { test, posts } = await tested({ status: 204 }, promise);
    const hang = Array.from({ length: 5 }, () => test({ dialect: "standard", url }));
    await vi.waitFor(() => expect(posts).toHaveLength(5));
    const { status, body } = await test({ dialect: "standard", url });
    expect([status, body.detail]).toEqual([429, "The operator has 5 test sends under way."]);
    expect((await test({ dialect: "standard" })).status).toBe(200);
    resolve();
    expect((await Promise.all(hang)).map((one) => one.status)).toEqual([200, 200, 200, 200, 200]);
  });
});
