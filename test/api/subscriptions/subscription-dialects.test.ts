import { describe, expect, it } from "vitest";
import { builtInDefinition, builtInNames } from "../../../lib/dialects/built-in-definitions.ts";
import type { DialectDefinition } from "../../../lib/dialects/definition.ts";
import { publicKeyOf } from "../../../lib/dialects/ed25519.ts";
import { findDialect } from "../../../lib/dialects/registry.ts";
import { verify } from "../../../lib/dialects/verify/index.ts";
import type { SendRequest } from "../../../lib/sending/sender.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const tenantDefinition = builtInDefinition("tenant");
const watsiDefinition = builtInDefinition("watsi");

const mine: DialectDefinition = {
  name: "mine",
  algorithm: "hmac-sha256",
  signatureHeader: "x-mine-signature",
  signature: "t={timestamp},v1={signature}",
  separator: ",",
  signedText: "{id}:{timestamp}:{body}",
  encoding: "base64",
  keyForm: "base64",
  idHeader: "x-mine-id",
  headers: { "x-mine-delivery": "{deliveryId}" },
  body: { kind: "my {type}", list: [1, null, "{data}"] },
};

const url = "https://receiver.example/hook";

/** An API whose test sends are caught. */
async function api(now?: () => number) {
  const sent: SendRequest[] = [];
  const sender = {
    send: async (request: SendRequest) => {
      sent.push(request);
      return { startedAtMs: Date.parse(AT), status: 200, timings: { total: 1 }, excerpt: "" };
    },
  };
  const { call, key, world } = await memoryApiWithTenant("manage", { sender, ...(now && { now }) });
  const register = (body: object) => call("POST /api/v1/dialects", { key: ADMIN, body });
  const subscribe = (body: object) =>
    call("POST /api/v1/subscriptions", { key, body: { url, events: ["*"], ...body } });
  return { call, key, world, sent, register, subscribe };
}

const ROTATE = "POST /api/v1/subscriptions/{id}/rotate-secret";
const SEED = `whsk_${Buffer.alloc(32, 7).toString("base64")}`;

describe("registering a dialect", () => {
  it("makes it visible to the operator and to tenants, for good", async () => {
    const { call, key, register } = await api();
    expect((await register(mine)).status).toBe(201);
    expect((await register({ ...mine, body: "{data}" })).body.errors).toEqual([{ path: "/name", message: "is taken" }]);
    expect((await register({ ...mine, name: "witn" })).status).toBe(409);
    const shown = await call("GET /api/v1/dialects/{id}", { key, id: "mine" });
    expect(shown.body).toEqual({ ...mine, builtIn: false, createdAt: AT });
    expect((await call("GET /api/v1/dialects", { key: ADMIN })).body.data).toContainEqual(shown.body);
    expect((await call("GET /api/v1/dialects/{id}", { key, id: "other" })).status).toBe(404);
  });

  it("adds it to the list of built-in dialects, sorted by name, page by page", async () => {
    const { call, key, register } = await api();
    await register(mine);
    const names: string[] = [];
    let after: string | undefined;
    do {
      const query = { limit: "3", ...(after !== undefined && { after }) };
      const { data, next } = (await call("GET /api/v1/dialects", { key, query })).body;
      expect(data.length).toBeLessThanOrEqual(3);
      names.push(...data.map(({ name, builtIn }: { name: string; builtIn: boolean }) => `${name} ${builtIn}`));
      after = next ?? undefined;
    } while (after !== undefined);
    expect(names).toEqual([...builtInNames.map((name) => `${name} true`), "mine false"].sort());
  });

  it.each(["standard", "watsi"])("leaves %s unchanged, and everyone can read it", async (id) => {
    const { call, key } = await api();
    const { body } = await call("GET /api/v1/dialects/{id}", { key, id });
    expect(body).toMatchObject({ name: id, builtIn: true });
  });

  it("is reserved for the operator", async () => {
    const { call, key } = await api();
    expect((await call("POST /api/v1/dialects", { key, body: mine })).status).toBe(403);
  });

  it.each<[string, object, string]>([
    ["no secret used", { signature: "v1" }, "/signature"],
    ["an unsigned body", { signedText: "{id}.{timestamp}" }, "/signedText"],
    ["an unknown placeholder", { signedText: "{nonce}.{body}" }, "/signedText"],
    ["an id that receivers are not told", { idHeader: undefined }, "/idHeader"],
    ["a timestamp that receivers are not told", { signature: "{signature}" }, "/timestampHeader"],
    ["placeholders that can't be told apart", { separator: undefined }, "/signature"],
    ["a header that may not be set", { signatureHeader: "Host" }, "/signatureHeader"],
    ["one header for two purposes", { idHeader: "X-Mine-Signature" }, "/idHeader"],
    ["a header's unknown placeholder", { headers: { "x-a": "{secret}" } }, "/headers/x-a"],
    ["a header with a line feed", { headers: { "x-a": "a\nb" } }, "/headers/x-a"],
    ["data within a string", { body: { a: ["x {data}"] } }, "/body/a/0"],
    ["no body", { body: undefined }, "/body"],
    ["a shared secret and a signed text", { algorithm: "shared-secret", keyForm: undefined }, "/signedText"],
    ["a key form for ed25519", { algorithm: "ed25519" }, "/keyForm"],
    ["an unknown field", { colour: "red" }, "/colour"],
  ])("rejects %s", async (_name, change, path) => {
    const { status, body } = await (await api()).register({ ...mine, ...change });
    expect([status, body.errors.map((error: { path: string }) => error.path)]).toEqual([
      422,
      expect.arrayContaining([path]),
    ]);
  });

  it.each<[string, boolean]>([
    ["{id}{body}", false],
    ["{body}{id}", false],
    ["{timestamp}{body}", false],
    ["{body}{timestamp}", false],
    ["{id}{timestamp}.{body}", false],
    ["{timestamp}{id}.{body}", false],
    ["{body}.{id}{timestamp}", false],
    ["{id}-{timestamp}.{body}", false],
    ["{id}_{body}", false],
    ["{id}v1{body}", false],
    ["{timestamp}0{body}", false],
    ["{body}-{id}", false],
    [".{id}{body}", false],
    ["{id}.{timestamp}.{body}", true],
    ["{timestamp}.{id}.{body}", true],
    ["{timestamp}-{id}.{body}", true],
    ["{id}:{body}:{timestamp}", true],
    ["{body}.{timestamp}.{id}", true],
    ["{id} - {body}", true],
    ["v0:{body}", true],
    ["{body}", true],
  ])("with the signed text %s works only if no character can move: %s", async (signedText, fits) => {
    const { status, body } = await (await api()).register({ ...mine, signedText, timestampHeader: "x-mine-time" });
    expect(status).toBe(fits ? 201 : 422);
    if (!fits) expect(body.errors).toEqual([{ path: "/signedText", message: expect.stringMatching(/^is ambiguous/) }]);
  });

  it("names a missing body", async () => {
    const { body } = await (await api()).register({ ...mine, body: undefined });
    expect(body.errors).toEqual([{ path: "/body", message: "is required" }]);
  });
});

describe("a registered dialect in use", () => {
  it("signs POSTs that a receiver can verify with its description", async () => {
    const { call, key, sent, register, subscribe } = await api();
    await register(mine);
    const { id, secret, dialect } = (await subscribe({ dialect: "mine" })).body;
    expect(dialect).toBe("mine");
    await call("POST /api/v1/subscriptions/{id}/test", { key, id });
    const [request] = sent;
    expect(request?.headers["x-mine-delivery"]).toMatch(/^dlv_/);
    const received = { headers: request?.headers ?? {}, body: request?.body ?? "" };
    const { event } = await verify(received, { dialect: mine, secrets: secret, now: () => Date.parse(AT) });
    expect(event).toMatchObject({ kind: expect.stringMatching(/^my /), list: [1, null, expect.anything()] });
  });

  it.each([tenantDefinition, watsiDefinition])(
    "makes the same bytes as the built-in dialect $name",
    async (definition) => {
      const { call, key, sent, register, subscribe } = await api();
      await register({ ...definition, name: "copy" });
      const secret = "a-secret-of-plain-text";
      const id = (await subscribe({ dialect: "copy", secret })).body.id;
      const tested = await call("POST /api/v1/subscriptions/{id}/test", { key, id, body: { type: "message.status" } });
      const [copy] = sent;
      const parsed = JSON.parse(copy?.body.toString() ?? "");
      const ours = findDialect(definition.name)?.render({
        event: {
          id: tested.body.eventId,
          ulid: tested.body.eventId.slice("evt_".length),
          tenantId: "acme",
          type: parsed.type,
          occurredAt: parsed.createdAt,
          data: JSON.stringify(parsed.data),
        },
        subscription: subscriptionOf(),
        deliveryId: tested.body.id,
        secrets: [secret],
        nowMs: Date.parse(AT),
      });
      const dialectHeaders = Object.entries(copy?.headers ?? {}).filter(([name]) => !name.startsWith("posthorn-"));
      expect([Object.fromEntries(dialectHeaders), copy?.body]).toEqual([ours?.headers, ours?.body]);
    },
  );
});

describe("the dialect of a subscription that names no dialect", () => {
  it("is its tenant's", async () => {
    const { call } = await api();
    const made = await call("POST /api/v1/tenants", { key: ADMIN, body: { id: "w", name: "w", dialect: "watsi" } });
    expect([made.status, made.body.dialect]).toEqual([201, "watsi"]);
    const { key } = (
      await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "w", body: { role: "manage" } })
    ).body;
    const subscription = await call("POST /api/v1/subscriptions", { key, body: { url, events: ["*"] } });
    expect(subscription.body.dialect).toBe("watsi");
  });

  it("is the stack's default if the tenant has no dialect", async () => {
    const { subscribe } = await api();
    expect((await subscribe({})).body.dialect).toBe("standard");
  });

  it("is rejected if the tenant's dialect is unknown", async () => {
    const { call } = await api();
    const { status, body } = await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "w", dialect: "nix" } });
    expect([status, body.errors]).toEqual([422, [{ path: "/dialect", message: "is not a known dialect" }]]);
  });
});

describe("ed25519", () => {
  const PUBLIC_KEYS = "GET /api/v1/public-keys/{id}";

  /** A subscription that signs with ed25519, at a time that passes; public keys are read without any key. */
  async function signing(fields: object = { signature: "ed25519" }) {
    let nowMs = Date.parse(AT);
    const made = await api(() => nowMs);
    const { id, secret } = (await made.subscribe(fields)).body;
    const { call, key } = made;
    return {
      ...made,
      id: id as string,
      secret: secret as string,
      keys: async () => (await call(PUBLIC_KEYS, { id })).body.publicKeys as string[] | undefined,
      rotate: (body: object) => call(ROTATE, { key, id, body }),
      patch: (body: object) => call("PATCH /api/v1/subscriptions/{id}", { key, id, body }),
      pass: (ms: number) => {
        nowMs += ms;
      },
    };
  }

  it("signs POSTs that the published key verifies", async () => {
    const { call, key, sent, id, secret } = await signing();
    expect(secret).toMatch(/^whsk_/);
    await call("POST /api/v1/subscriptions/{id}/test", { key, id });
    const { body, headers } = await call(PUBLIC_KEYS, { id });
    expect(headers["cache-control"]).toBe("public, max-age=20");
    const received = { headers: sent[0]?.headers ?? {}, body: sent[0]?.body ?? "" };
    const options = { dialect: "standard", secrets: body.publicKey, now: () => Date.parse(AT) } as const;
    await expect(verify(received, options)).resolves.toBeTruthy();
    await expect(verify({ ...received, body: `${received.body} ` }, options)).rejects.toThrow();
  });

  it("publishes without reading a secret", async () => {
    const { keys, world } = await signing();
    world.faults.failNext("revealSecret", { when: "before" });
    expect(await keys()).toEqual([expect.stringMatching(/^whpk_/)]);
  });

  it("publishes the keys of all secrets that sign: both during a grace period", async () => {
    const { keys, rotate, pass } = await signing();
    const [first] = (await keys()) ?? [];
    await rotate({ graceSeconds: 60 });
    const [second, ...older] = (await keys()) ?? [];
    expect([second === first, older]).toEqual([false, [first]]);
    pass(60_000);
    expect(await keys()).toEqual([second]);
    await rotate({ secret: SEED });
    expect(await keys()).toEqual([publicKeyOf(SEED)]);
  });

  it("publishes nothing in a dialect that uses the same secret for HMAC", async () => {
    const { register, keys, patch } = await signing();
    await register({ ...mine, name: "ours", algorithm: "ed25519", keyForm: undefined });
    await patch({ dialects: [{ name: "tenant" }] });
    expect(await keys()).toBeUndefined();
    await patch({ dialects: [{ name: "ours" }] });
    expect(await keys()).toHaveLength(1);
  });

  it("publishes the key if one of two dialects signs with ed25519", async () => {
    const { register, subscribe, call } = await api();
    const body = { type: "{type}", timestamp: "{occurredAt}", data: "{data}" };
    await register({ ...tenantDefinition, name: "old", body });
    const { id, secret } = (
      await subscribe({ dialects: [{ name: "old" }, { name: "standard-ed25519", until: "2027-01-01T00:00:00Z" }] })
    ).body;
    expect((await call(PUBLIC_KEYS, { id })).body.publicKey).toBe(publicKeyOf(secret));
  });

  it("publishes nothing once the subscription is deleted", async () => {
    const { call, key, id, keys } = await signing();
    await call("DELETE /api/v1/subscriptions/{id}", { key, id });
    expect(await keys()).toBeUndefined();
  });

  it.each([
    ["a secret that is shared", {}],
    ["a secret that only looks like a key pair", { dialect: "tenant", secret: SEED }],
  ])("has no public key of %s", async (_case, fields) => {
    const { call, id } = await signing(fields);
    expect((await call(PUBLIC_KEYS, { id })).status).toBe(404);
    expect((await call(PUBLIC_KEYS, { id: "sub_none" })).status).toBe(404);
  });

  it("is rejected in another dialect", async () => {
    const { subscribe } = await api();
    expect((await subscribe({ dialect: "witn", signature: "ed25519" })).body.errors[0].path).toBe("/signature");
  });
});

describe("two dialects for a while", () => {
  const other = { ...tenantDefinition, name: "old", signatureHeader: "x-old-signature", headers: {} };

  it("sends the headers of both until the second one ends", async () => {
    const { call, key, sent, register, subscribe } = await api();
    await register(other);
    const until = new Date(Date.parse(AT) + 1000).toISOString();
    for (const end of [until, AT]) {
      const made = await subscribe({ dialects: [{ name: "old", until: end }, { name: "tenant" }] });
      expect([made.status, made.body.dialect, made.body.alsoIn]).toEqual([
        201,
        "tenant",
        { dialect: "old", until: end },
      ]);
      await call("POST /api/v1/subscriptions/{id}/test", { key, id: made.body.id });
    }
    const [during, after] = sent.map(({ headers }) => headers);
    expect(during?.["x-old-signature"]).toBe(during?.["x-webhook-signature"]);
    expect(after?.["x-webhook-signature"]).toBeTruthy();
    expect(after?.["x-old-signature"]).toBeUndefined();
  });

  it.each([
    ["different bodies", [{ name: "tenant" }, { name: "github" }], "can't be used together: their bodies differ"],
    [
      "one header",
      [{ name: "tenant" }, { name: "agents" }],
      "can't be used together: both set the header x-webhook-signature",
    ],
    [
      "two ends",
      [
        { name: "tenant", until: AT },
        { name: "old", until: AT },
      ],
      "must have one dialect without `until`",
    ],
  ])("rejects %s", async (_name, dialects, message) => {
    const { register, subscribe } = await api();
    await register(other);
    expect((await subscribe({ dialects })).body.errors).toEqual([{ path: "/dialects", message }]);
  });

  it("moves an existing subscription if its secret fits the new dialect too", async () => {
    const { call, key, register, subscribe } = await api();
    await register(other);
    const { id } = (await subscribe({ dialect: "tenant" })).body;
    const change = (dialects: object) => call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { dialects } });
    const both = await change([{ name: "old" }, { name: "tenant", until: AT }]);
    expect([both.body.dialect, both.body.alsoIn]).toEqual(["old", { dialect: "tenant", until: AT }]);
    const alone = await change([{ name: "tenant" }]);
    expect([alone.body.dialect, alone.body.alsoIn]).toEqual(["tenant", undefined]);
    expect((await change([{ name: "standard" }])).body.errors[0].path).toBe("/secret");
  });

  it("doesn't move a subscription if a secret in its grace period doesn't fit the new dialect", async () => {
    const { call, key, subscribe } = await api();
    const { id } = (await subscribe({ dialect: "stripe" })).body;
    const rotation = { secret: SEED, graceSeconds: 60 };
    expect((await call(ROTATE, { key, id, body: rotation })).status).toBe(200);
    const body = { dialects: [{ name: "standard-ed25519" }] };
    const { status, body: answer } = await call("PATCH /api/v1/subscriptions/{id}", { key, id, body });
    expect([status, answer.errors[0].path]).toEqual([422, "/secret"]);
  });

  it.each([
    ["not while the second dialect lasts", 1, 422],
    ["when its time is over", 0, 200],
  ])("have a grace period if the dialect that stays carries a list: %s", async (_name, ms, status) => {
    const { call, key, register, subscribe } = await api();
    await register({ ...other, body: { type: "{type}", timestamp: "{occurredAt}", data: "{data}" } });
    const until = new Date(Date.parse(AT) + ms).toISOString();
    const { id } = (await subscribe({ dialects: [{ name: "standard" }, { name: "old", until }] })).body;
    expect((await call(ROTATE, { key, id, body: { graceSeconds: 60 } })).status).toBe(status);
  });

  it("are rejected beside `dialect`", async () => {
    const { subscribe } = await api();
    expect((await subscribe({ dialect: "tenant", dialects: [{ name: "tenant" }] })).status).toBe(422);
  });
});

describe("changing the dialect", () => {
  const other = { ...tenantDefinition, name: "old", signatureHeader: "x-old-signature", headers: {} };

  async function changing(fields: object) {
    const world = await api();
    await world.register(other);
    const { id } = (await world.subscribe(fields)).body;
    const change = (body: object) => world.call("PATCH /api/v1/subscriptions/{id}", { key: world.key, id, body });
    return { ...world, id, change, row: () => world.world.subscriptions.get(`acme/${id}`) };
  }

  it("takes effect with the next POST, to an operator's dialect and back", async () => {
    const { call, key, sent, id, change } = await changing({ dialect: "tenant" });
    for (const dialect of ["old", "tenant"]) {
      const { status, body } = await change({ dialect, name: "N" });
      expect([status, body.dialect, body.alsoIn, body.name]).toEqual([200, dialect, undefined, "N"]);
      await call("POST /api/v1/subscriptions/{id}/test", { key, id });
    }
    const [first, second] = sent.map(({ headers }) => headers);
    expect([first?.["x-old-signature"], first?.["x-webhook-signature"]]).toEqual([expect.any(String), undefined]);
    expect([second?.["x-old-signature"], second?.["x-webhook-signature"]]).toEqual([undefined, expect.any(String)]);
  });

  it("ends the second dialect, unless the dialect stays the same", async () => {
    const until = "2027-01-01T00:00:00.000Z";
    const { change } = await changing({ dialects: [{ name: "tenant" }, { name: "old", until }] });
    expect((await change({ dialect: "tenant" })).body.alsoIn).toEqual({ dialect: "old", until });
    expect((await change({ dialect: "watsi" })).body).not.toHaveProperty("alsoIn");
  });

  it.each<[string, object, string]>([
    ["an unknown dialect", { dialect: "nobodys" }, "/dialect"],
    ["an empty name", { dialect: "" }, "/dialect"],
    ["null", { dialect: null }, "/dialect"],
    ["a dialect that the secret doesn't fit", { dialect: "standard" }, "/secret"],
    ["`dialects` beside it", { dialect: "old", dialects: [{ name: "old" }] }, "/dialects"],
    ["`dialects` beside the same dialect", { dialect: "tenant", dialects: [{ name: "old" }] }, "/dialects"],
    [
      "a header that the dialect sets",
      { dialect: "old", headers: { "X-Old-Signature": "1" } },
      "/headers/X-Old-Signature",
    ],
  ])("is rejected with %s, and changes nothing", async (_case, body, path) => {
    const { change, row } = await changing({ dialect: "tenant" });
    const before = row();
    const answer = await change(body);
    expect([answer.status, answer.body.errors.map((e: { path: string }) => e.path)]).toEqual([422, [path]]);
    expect(row()).toEqual(before);
  });

  const whsec = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

  it.each<[string, object, string, string]>([
    ["types that the new dialect can't carry", { events: ["a", "orders/create"] }, "standard", "/events/1"],
    ["a wildcard that the new dialect can't carry", { events: ["repo:*"] }, "standard", "/events/0"],
    ["a header that the new dialect sets", { headers: { "Webhook-Id": "1" } }, "standard", "/headers/Webhook-Id"],
    ["a secret of another kind", {}, "standard-ed25519", "/secret"],
    ["a secret that the new dialect can't send", { secret: "hunter2-h\u00fcnter2" }, "outtake", "/secret"],
    ["a secret that is too short as base64", { secret: "whsec_QUJD" }, "standard", "/secret"],
    ["a secret that is not canonical base64", { secret: whsec.replace("=", "") }, "standard", "/secret"],
  ])("is rejected for a subscription with %s, and changes nothing", async (_case, fields, dialect, path) => {
    const { change, row } = await changing({ dialect: "tenant", secret: whsec, ...fields });
    const before = row();
    expect(before).toBeDefined();
    const answer = await change({ dialect });
    expect([answer.status, answer.body.errors.map((e: { path: string }) => e.path)]).toEqual([422, [path]]);
    expect(row()).toEqual(before);
  });

  it("that the secret doesn't fit says whose secret that is, and what to do", async () => {
    const { change } = await changing({ dialect: "tenant" });
    expect((await change({ dialect: "standard" })).body.errors).toEqual([
      {
        path: "/secret",
        message:
          "in use doesn't fit this dialect: it must be whsec_ followed by base64. Rotate it to one that fits both dialects first",
      },
    ]);
  });

  it("to a dialect with another form of secret works once a secret that fits has been rotated in", async () => {
    const { call, key, id, change, sent } = await changing({ dialect: "tenant" });
    expect((await change({ dialect: "standard" })).status).toBe(422);
    expect((await call(ROTATE, { key, id, body: { secret: whsec } })).status).toBe(200);
    expect((await change({ dialect: "standard" })).status).toBe(200);
    await call("POST /api/v1/subscriptions/{id}/test", { key, id });
    const { headers = {}, body = "" } = sent.at(-1) ?? {};
    await expect(
      verify({ headers, body: body.toString() }, { dialect: "standard", secrets: whsec, now: () => Date.parse(AT) }),
    ).resolves.toBeDefined();
  });
});
