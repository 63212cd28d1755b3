import { Logger } from "@aws-lambda-powertools/logger";
import { Webhook } from "standardwebhooks";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { builtInDialects, findDialect } from "../../../lib/dialects/registry.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const OWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ROTATE = "POST /api/v1/subscriptions/{id}/rotate-secret";
const SHOW = "GET /api/v1/subscriptions/{id}/secret";
const HOUR_LATER = "2026-01-01T01:00:00.000Z";

async function subscribed(fields: object = {}) {
  let nowMs = Date.parse(AT);
  const api = await memoryApiWithTenant("manage", { now: () => nowMs });
  const { call, key } = api;
  const body = { url: "https://receiver.example/hook", events: ["a"], ...fields };
  const { id, secret } = (await call("POST /api/v1/subscriptions", { key, body })).body;
  return {
    ...api,
    id,
    secret,
    rotate: (body?: unknown) => call(ROTATE, { key, id, body }),
    show: async () => (await call(SHOW, { key, id })).body,
    row: () => api.world.subscriptions.get(`acme/${id}`),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("rotating a secret", () => {
  it("without a body generates a secret, which signs alone from then on", async () => {
    const { rotate, show, secret, row } = await subscribed();
    const { status, body } = await rotate();
    expect([status, Object.keys(body)]).toEqual([200, ["secret"]]);
    expect(body.secret).toMatch(/^whsec_/);
    expect(body.secret).not.toBe(secret);
    expect(await show()).toEqual({ secret: body.secret });
    expect(row()?.secret.versions).toHaveLength(1);
  });

  it("accepts the customer's own secret", async () => {
    const { rotate, show } = await subscribed();
    expect((await rotate({ secret: OWN })).body.secret).toBe(OWN);
    expect(await show()).toEqual({ secret: OWN });
  });

  it("with a grace period says how long the previous secret also signs", async () => {
    const { rotate, show, secret, pass } = await subscribed();
    const { body } = await rotate({ graceSeconds: 3600 });
    expect(body.previousValidUntil).toBe(HOUR_LATER);
    const both = { previousValidUntil: HOUR_LATER, previous: [{ secret, validUntil: HOUR_LATER }] };
    expect(await show()).toEqual({ secret: body.secret, ...both });
    pass(3600_000);
    expect(await show()).toEqual({ secret: body.secret });
  });

  it("with a grace period is refused while it would end the grace period of an earlier secret", async () => {
    const { rotate, show, row, world, pass } = await subscribed();
    for (const graceSeconds of [7200, 3600, 7200]) expect((await rotate({ graceSeconds })).status).toBe(200);
    const before = [await show(), row(), world.secrets.size];
    const { status, body } = await rotate({ graceSeconds: 60 });
    expect([status, body.detail]).toEqual([409, expect.stringContaining(`Rotate again after ${HOUR_LATER}`)]);
    expect([await show(), row(), world.secrets.size]).toEqual(before);
    pass(3600_000);
    expect((await rotate({ graceSeconds: 60 })).status).toBe(200);
    expect((await show()).previous).toHaveLength(3);
  });

  it("without a grace period ends all grace periods, however many secrets sign", async () => {
    const { rotate, show } = await subscribed();
    for (let n = 0; n < 3; n++) await rotate({ graceSeconds: 60 });
    const { status, body } = await rotate();
    expect([status, await show()]).toEqual([200, { secret: body.secret }]);
  });

  it("keeps the published keys of all secrets that sign", async () => {
    const { rotate, call, id } = await subscribed({ signature: "ed25519" });
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await rotate({ graceSeconds: 60 })).status);
    expect(statuses).toEqual([200, 200, 200, 409]);
    expect((await call("GET /api/v1/public-keys/{id}", { id })).body.publicKeys).toHaveLength(4);
  });

  it("with a grace period keeps its promise when the dialect is changed", async () => {
    const { rotate, call, key, id, row, pass } = await subscribed({ dialect: "stripe" });
    await rotate({ graceSeconds: 3600 });
    const before = row();
    const patch = () => call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { dialects: [{ name: "tenant" }] } });
    const { status, body } = await patch();
    expect([status, body.detail, row()]).toEqual([409, expect.stringContaining(HOUR_LATER), before]);
    pass(3600_000);
    expect((await patch()).status).toBe(200);
  });

  it("keeps changes that others make at the same time", async () => {
    const { rotate, row, call, key, id, world } = await subscribed();
    const patch = { key, id, body: { name: "N" } };
    const [rotated] = await Promise.all([rotate({ secret: OWN }), call("PATCH /api/v1/subscriptions/{id}", patch)]);
    expect([rotated.status, row()?.name, world.secrets.get(row()?.secret.versions[0] ?? "")]).toEqual([200, "N", OWN]);
  });

  it("raises the tenant's version, so that no cache keeps an old copy", async () => {
    const { rotate, world, row } = await subscribed();
    const [version = 0, updatedAt = ""] = [world.tenants.get("acme")?.version, row()?.updatedAt];
    await rotate();
    expect(world.tenants.get("acme")?.version).toBe(version + 1);
    expect(row()?.updatedAt.localeCompare(updatedAt)).toBe(1);
  });

  it.each([
    ["a secret in another form", { secret: "hunter2" }, "/secret"],
    ["a negative grace period", { graceSeconds: -1 }, "/graceSeconds"],
    ["half a second", { graceSeconds: 0.5 }, "/graceSeconds"],
    ["more than a week", { graceSeconds: 604_801 }, "/graceSeconds"],
    ["an unknown field", { grace: 1 }, "/grace"],
    ["no object", [], ""],
  ])("is rejected with %s, and changes nothing", async (_case, body, path) => {
    const { rotate, row, world } = await subscribed();
    const before = row();
    const answer = await rotate(body);
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, path]);
    expect([row(), world.secrets.size]).toEqual([before, 1]);
  });

  it.each(["outtake", "agents", "tenant", "watsi", "github"].filter(findDialect))(
    "with a grace period is rejected in %s, whose POST carries one signature",
    async (dialect) => {
      const { rotate, row } = await subscribed({ dialect });
      const before = row();
      const { status, body } = await rotate({ graceSeconds: 60 });
      expect([status, body.errors]).toEqual([
        422,
        [
          {
            path: "/graceSeconds",
            message: `must be 0: a POST in the ${dialect} dialect can carry only one signature`,
          },
        ],
      ]);
      expect(row()).toEqual(before);
      expect((await rotate()).status).toBe(200);
    },
  );

  it.each(["addSecret", "replaceSubscription"] as const)("that fails in %s keeps the old secret", async (operation) => {
    const { rotate, row, world } = await subscribed();
    const before = row();
    world.faults.failNext(operation, { when: "before" });
    expect((await rotate()).status).toBe(503);
    expect(row()).toEqual(before);
  });
});

describe("showing a secret", () => {
  it("is recorded, with its time and the key", async () => {
    const { show, secret, row, call, key, id } = await subscribed();
    expect(await show()).toEqual({ secret });
    const keyId = key.split("_")[1];
    expect(row()?.secretShown).toEqual({ at: AT, keyId });
    const { body } = await call("GET /api/v1/subscriptions/{id}", { key, id });
    expect(body.secretShown).toEqual({ at: AT, keyId });
  });

  it("is logged, as is a rotation: who, what and when, but not the secret", async () => {
    const { show, rotate, id, key, secret } = await subscribed();
    const info = vi.spyOn(Logger.prototype, "info");
    onTestFinished(() => info.mockRestore());
    const next = (await rotate({ graceSeconds: 60 })).body.secret;
    await show();
    const who = { tenantId: "acme", keyId: key.split("_")[1], subscriptionId: id };
    expect(info.mock.calls).toEqual([
      ["secret rotated", { ...who, graceSeconds: 60 }],
      ["secret shown", who],
    ]);
    const logged = JSON.stringify(info.mock.calls);
    expect([secret, next].filter((one) => logged.includes(one))).toEqual([]);
  });

  it("fails if it can't be recorded", async () => {
    const { call, key, id, world } = await subscribed();
    world.faults.failNext("recordSecretShown", { when: "before" });
    const { status, text } = await call(SHOW, { key, id });
    expect([status, text.includes("whsec_")]).toEqual([503, false]);
  });

  it.each(["read", "producer"])("is forbidden for a key that may only %s, as is rotating", async (role) => {
    const { call, key } = await memoryApiWithTenant(role);
    const id = "sub_01J00000000000000000000001";
    expect([(await call(SHOW, { key, id })).status, (await call(ROTATE, { key, id })).status]).toEqual([403, 403]);
  });

  it("is 404 for another tenant, as is rotating", async () => {
    const { call, otherKey, id, row } = await subscribed();
    const before = row();
    for (const route of [SHOW, ROTATE, "POST /api/v1/subscriptions/{id}/test"]) {
      expect((await call(route, { key: otherKey, id })).status).toBe(404);
    }
    expect(row()).toEqual(before);
  });
});

const BYTES = Buffer.from(Array.from({ length: 25 }, (_, n) => 0xf0 + (n % 16)));
const CANONICAL = BYTES.toString("base64");
const SEED = Buffer.alloc(32, 7).toString("base64");

describe("a secret that a customer brings", () => {
  const bringing = async (dialect: string, secret: unknown) => {
    const { call, key } = await memoryApiWithTenant("manage");
    await call("POST /api/v1/dialects", {
      key: ADMIN,
      body: { name: "b64", algorithm: "hmac-sha256", signatureHeader: "x-s", keyForm: "base64", body: "{data}" },
    });
    await call("POST /api/v1/dialects", {
      key: ADMIN,
      body: { name: "listed", algorithm: "shared-secret", signatureHeader: "x-s", separator: ",", body: "{data}" },
    });
    const hook = { url: "https://receiver.example/hook", events: ["a"], dialect };
    const { id } = (await call("POST /api/v1/subscriptions", { key, body: hook })).body;
    return {
      created: await call("POST /api/v1/subscriptions", { key, body: { ...hook, secret } }),
      rotated: await call(ROTATE, { key, id, body: { secret } }),
      tested: await call("POST /api/v1/subscriptions/{id}/test", { key, id, body: { secret } }),
    };
  };

  it.each([
    ["without its padding", "standard", `whsec_${CANONICAL.slice(0, -2)}`, `whsec_${CANONICAL}`],
    ["with half its padding", "standard", `whsec_${CANONICAL.slice(0, -1)}`, `whsec_${CANONICAL}`],
    ["with needless padding", "witn", `${OWN}=`, OWN],
    ["with bits that no byte has", "standard", `whsec_${"A".repeat(33)}B`, `whsec_${"A".repeat(34)}==`],
    ["in base64 without its padding", "b64", CANONICAL.slice(0, -2), CANONICAL],
    ["of ed25519 without its padding", "standard-ed25519", `whsk_${SEED.slice(0, -1)}`, `whsk_${SEED}`],
    ["in canonical form", "standard", OWN, OWN],
    [
      "as text that only looks like base64",
      "stripe",
      `whsec_${CANONICAL.slice(0, -2)}`,
      `whsec_${CANONICAL.slice(0, -2)}`,
    ],
  ])("%s is kept in a form that every receiver can decode", async (_case, dialect, secret, kept) => {
    const { created, rotated } = await bringing(dialect, secret);
    expect([created.status, created.body.secret]).toEqual([201, kept]);
    expect([rotated.status, rotated.body.secret]).toEqual([200, kept]);
    if (kept.startsWith("whsec_") && dialect !== "stripe") expect(() => new Webhook(kept)).not.toThrow();
  });

  it.each([
    ["with a length that base64 can't have", "standard", `whsec_${"A".repeat(33)}`],
    ["with such a length and padding", "standard", `whsec_${"A".repeat(33)}=`],
    ["with such a length, of ed25519", "standard-ed25519", `whsk_${"A".repeat(45)}`],
    ["with such a length, in base64", "b64", "A".repeat(33)],
    ["in url-safe base64", "standard", `whsec_${"-_".repeat(16)}`],
    ["with too much padding", "standard", `${OWN}===`],
    ["with a line break", "standard", `${OWN}\n`],
    ["with a blank before", "witn", ` ${OWN}`],
    ["as text with a blank before", "stripe", " hunter2hunter2"],
    ["as text with a blank after", "tenant", "hunter2hunter2 "],
    ["as text with a blank within", "github", "hunter2 hunter2"],
    ["as text with a line break", "watsi", "hunter2hunter2\n"],
    ["as text with a tab", "agents", "hunter2\thunter2"],
    ["as text with a no-break space", "tenant", "hunter2\u00a0hunter2"],
    ["as text with a zero-width space", "tenant", "hunter2hunter2\u200b"],
    ["as text with a byte order mark", "tenant", "\ufeffhunter2hunter2"],
    ["as text with a Hangul filler", "github", "hunter2\u3164hunter2"],
    ["as text with a joiner of graphemes", "watsi", "hunter2\u034fhunter2"],
    ["as text with a variation selector", "tenant", "hunter2hunter2\ufe0f"],
    ["as text with a blank of Braille", "tenant", "hunter2\u2800hunter2"],
    ["as text with a line separator", "tenant", "hunter2\u2028hunter2"],
    ["as a shared secret with a no-break space", "outtake", "hunter2\u00a0hunter2"],
    ["of a public key", "standard-ed25519", `whpk_${"A".repeat(43)}=`],
    ["of another kind of key", "standard", `whsk_${"A".repeat(43)}=`],
    ["as text with a zero byte", "tenant", "hunter2hunter2\0"],
    ["as a shared secret with a blank after", "outtake", "hunter2hunter2 "],
    ["as a shared secret with a line break", "outtake", "hunter2hunter2\r\n"],
    ["as a shared secret with the list's separator", "listed", "hunter2,hunter2"],
    ["of blanks alone", "tenant", "          "],
  ])("%s is rejected", async (_case, dialect, secret) => {
    for (const { status, body } of Object.values(await bringing(dialect, secret))) {
      expect([status, body.errors?.[0]?.path]).toEqual([422, "/secret"]);
    }
  });

  it.each([
    ["an empty one", ""],
    ["null", null],
  ])("is generated for %s, and a test is signed with the subscription's own", async (_case, secret) => {
    for (const dialect of ["standard", "standard-ed25519", "outtake", "tenant", "b64"]) {
      const { created, rotated, tested } = await bringing(dialect, secret);
      expect([created.status, rotated.status, tested.status]).toEqual([201, 200, 200]);
      expect([created.body.secret.length > 20, rotated.body.secret.length > 20]).toEqual([true, true]);
      expect(tested.body.attempt.secretVersion).toBeDefined();
    }
  });
});

describe("generating a secret", () => {
  const GENERATE = "POST /api/v1/secrets/generate";

  it.each(builtInDialects.map(({ name }) => name))("for %s gives one that a subscription accepts", async (dialect) => {
    const { call, key, world } = await memoryApiWithTenant();
    const { status, body, headers } = await call(GENERATE, { key, body: { dialect } });
    expect([status, Object.keys(body), headers["cache-control"]]).toEqual([200, ["secret"], "no-store"]);
    expect([world.secrets.size, world.subscriptions.values().length]).toEqual([0, 0]);
    const fields = { url: "https://receiver.example/hook", events: ["a"], dialect, secret: body.secret };
    const created = await call("POST /api/v1/subscriptions", { key, body: fields });
    expect([created.status, created.body.secret]).toEqual([201, body.secret]);
    const another = (await call(GENERATE, { key, body: { dialect } })).body;
    expect(another.secret).not.toBe(body.secret);
    const rotated = await call(ROTATE, { key, id: created.body.id, body: another });
    expect([rotated.status, rotated.body.secret]).toEqual([200, another.secret]);
  });

  it("takes the dialect of new subscriptions by default", async () => {
    const { call, key } = await memoryApiWithTenant();
    for (const body of [undefined, {}]) expect((await call(GENERATE, { key, body })).body.secret).toMatch(/^whsec_/);
    const change = { key: ADMIN, id: "acme", body: { dialect: "standard-ed25519" } };
    expect((await call("PATCH /api/v1/tenants/{id}", change)).status).toBe(200);
    expect((await call(GENERATE, { key })).body.secret).toMatch(/^whsk_/);
    expect((await call(GENERATE, { key, body: { dialect: "standard" } })).body.secret).toMatch(/^whsec_/);
  });

  it("knows the operator's dialects", async () => {
    const { call, key } = await memoryApiWithTenant();
    const own = { name: "own", algorithm: "hmac-sha256", signatureHeader: "x-own", keyForm: "base64", body: "{data}" };
    expect((await call("POST /api/v1/dialects", { key: ADMIN, body: own })).status).toBe(201);
    const { secret } = (await call(GENERATE, { key, body: { dialect: "own" } })).body;
    expect(Buffer.from(secret, "base64")).toHaveLength(32);
  });

  it.each([
    [{ dialect: "nope" }, "/dialect"],
    [{ dialect: "" }, "/dialect"],
    [{ dialect: null }, "/dialect"],
    [{ dialect: "a".repeat(65) }, "/dialect"],
    [{ secret: OWN }, "/secret"],
  ])("with %j is refused with 422 at %s", async (body, path) => {
    const { call, key } = await memoryApiWithTenant();
    const refused = await call(GENERATE, { key, body });
    expect([refused.status, refused.body.errors[0].path]).toEqual([422, path]);
  });

  it("needs a key that may change things", async () => {
    const { call, key } = await memoryApiWithTenant("read");
    expect([(await call(GENERATE, { key })).status, (await call(GENERATE)).status]).toEqual([403, 401]);
  });
});
