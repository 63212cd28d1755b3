import { Webhook } from "standardwebhooks";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { verify } from "../../lib/dialects/verify/index.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { call, send, subscribe } from "./support/api.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

type Posted = Receiver["requests"][number];

const receiver = useReceiver();
const twin = useTwin({ context: { secretStorage: "secrets-manager" } });

interface Rotated {
  secret: string;
  previousValidUntil?: string;
}

interface Tested {
  id: string;
  state: string;
  failure?: string;
  attempt: { status?: number; explanation?: string; excerpt: string; timings: { total: number } };
}

const rotate = (id: string, body: object = {}) =>
  call<Rotated>(twin, "POST", `/subscriptions/${id}/rotate-secret`, body);
const tested = (id: string, body: object = {}) => call<Tested>(twin, "POST", `/subscriptions/${id}/test`, body);
const remove = (id: string) => call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);

function accepts(secret: string, { body, headers }: Posted): boolean {
  try {
    new Webhook(secret).verify(body.toString(), headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

/** For each POST, whether it has a valid signature of each secret. */
const signers = (secrets: string[], posts: Posted[]): boolean[][] =>
  posts.map((post) => secrets.map((secret) => accepts(secret, post)));

const newSecret = (): string => `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`;

const storages = ["secrets-manager", "sealed"] as const;

/** The subscriptions that were created under each storage. */
const made: { id: string; secret: string }[] = [];

describe.each(storages)("with secrets kept in %s", (secretStorage) => {
  beforeAll(async () => {
    if (secretStorage !== storages[0]) {
      await twin.stop();
      await twin.start({ secretStorage });
    }
    made.push(await subscribe(twin, receiver.url, { events: [`made.under.${secretStorage}`] }));
  });

  test("a rotation while a delivery is retrying: its next attempt is signed with only the new secret", async () => {
    receiver.script((_request, nth) => (nth === 1 ? { status: 503 } : {}));
    const { id, secret } = await subscribe(twin, receiver.url);
    await send(twin, { type: "invoice.paid", data: {} });
    await receiver.received(1);
    const rotated = await rotate(id);
    expect(rotated).not.toHaveProperty("previousValidUntil");
    const posts = await receiver.received(2);
    expect(new Set(posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(signers([secret, rotated.secret], posts)).toEqual([
      [true, false],
      [false, true],
    ]);
    await remove(id);
  });

  test("a rotation with grace while a delivery is retrying: both secrets sign until the grace period ends", async () => {
    receiver.script((_request, nth) => (nth === 1 ? { status: 503 } : {}));
    const { id, secret } = await subscribe(twin, receiver.url);
    await send(twin, { type: "invoice.paid", data: {} });
    await receiver.received(1);
    const rotated = await rotate(id, { graceSeconds: 5, secret: newSecret() });
    const until = Date.parse(rotated.previousValidUntil ?? "");
    const posts = await receiver.received(2);
    expect(signers([secret, rotated.secret], posts)).toEqual([
      [true, false],
      [true, true],
    ]);
    const shown = await call<Rotated & { previous: object[] }>(twin, "GET", `/subscriptions/${id}/secret`);
    const { previousValidUntil } = rotated;
    expect(shown).toEqual({ ...rotated, previous: [{ secret, validUntil: previousValidUntil }] });
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until), { timeout: 8_000, interval: 50 });
    await send(twin, { type: "invoice.paid", data: {} });
    const [, , last] = await receiver.received(3);
    expect(signers([secret, rotated.secret], last ? [last] : [])).toEqual([[false, true]]);
    await remove(id);
  });

  test("a test send can try a new secret before the rotation", async () => {
    const { id, secret } = await subscribe(twin, receiver.url);
    const next = newSecret();
    expect((await tested(id, { secret: next })).state).toBe("delivered");
    await tested(id);
    await rotate(id, { secret: next });
    await tested(id);
    expect(signers([secret, next], await receiver.received(3))).toEqual([
      [false, true],
      [true, false],
      [false, true],
    ]);
    await remove(id);
  });
});

test("subscriptions keep working when the storage of new secrets changes, and rotate in their own storage", async () => {
  const verdicts: boolean[][] = [];
  const useAndRotate = async ({ id, secret }: { id: string; secret: string }) => {
    await tested(id);
    const { secret: after } = await rotate(id);
    await tested(id);
    verdicts.push(...signers([secret, after], receiver.requests.slice(-2)));
    await remove(id);
  };
  const [inSecretsManager, sealed] = made;
  if (inSecretsManager) await useAndRotate(inSecretsManager);
  await twin.stop();
  await twin.start();
  if (sealed) await useAndRotate(sealed);
  expect(verdicts).toEqual([
    [true, false],
    [false, true],
    [true, false],
    [false, true],
  ]);
});

test("everyone can read public keys, which follow a rotation at once, until the subscription is deleted", async () => {
  const { id } = await subscribe(twin, receiver.url, { signature: "ed25519" });
  const published = async (): Promise<string[] | undefined> => {
    const response = await fetch(`${twin.api}/api/v1/public-keys/${id}`);
    return ((await response.json()) as { publicKeys?: string[] }).publicKeys;
  };
  const verifiers = async (post: Posted | undefined, keys: string[] = []) => {
    const received = { headers: post?.headers ?? {}, body: post?.body ?? "" };
    const verified = keys.map((secrets) =>
      verify(received, { dialect: "standard", secrets }).then(Boolean, () => false),
    );
    return Promise.all(verified);
  };
  const before = (await published()) ?? [];
  await tested(id);
  await rotate(id, { graceSeconds: 60 });
  const both = (await published()) ?? [];
  expect(both).toEqual([expect.stringMatching(/^whpk_/), ...before]);
  await tested(id);
  await rotate(id);
  const last = (await published()) ?? [];
  await tested(id);
  const keys = [...last, ...both];
  const [first, second, third] = await receiver.received(3);
  expect(await verifiers(first, keys)).toEqual([false, false, true]);
  expect(await verifiers(second, keys)).toEqual([false, true, true]);
  expect(await verifiers(third, keys)).toEqual([true, false, false]);
  await remove(id);
  expect(await published()).toBeUndefined();
});

describe("a test send", () => {
  test("arrives at once, signed, and is logged as a test", async () => {
    receiver.script({ status: 201, body: "thanks" });
    const { id, secret } = await subscribe(twin, receiver.url, { events: ["order.placed", "x.*"] });
    const { id: deliveryId, ...answer } = await tested(id);
    const [post] = receiver.requests;
    expect(post && accepts(secret, post)).toBe(true);
    expect(JSON.parse(String(post?.body))).toMatchObject({ type: "order.placed" });
    expect(answer).toMatchObject({ state: "delivered", test: true, attempt: { status: 201, excerpt: "thanks" } });
    expect(answer.attempt.timings.total).toBeGreaterThan(0);
    const kept = await call<Record<string, unknown>>(twin, "GET", `/deliveries/${deliveryId}`);
    expect(kept).toMatchObject({ state: "delivered", test: true, attempts: [answer.attempt] });
    expect(await call(twin, "GET", `/events/${kept.eventId}`)).toMatchObject({ type: "order.placed", test: true });
    await vi.waitFor(async () => {
      const { data } = await call<{ data: object[] }>(twin, "GET", `/subscriptions/${id}/deliveries`);
      expect(data).toMatchObject([{ id: deliveryId, test: true }]);
    });
    await remove(id);
  });

  test("that fails is not retried, and is explained", async () => {
    receiver.script({ status: 500, body: "oops" });
    const { id } = await subscribe(twin, receiver.url);
    const answer = await tested(id);
    expect(answer).toMatchObject({ state: "exhausted", failure: "http-500", attempt: { excerpt: "oops" } });
    expect(answer.attempt.explanation).toMatch(/status 500/);
    const kept = await call<Record<string, unknown>>(twin, "GET", `/deliveries/${answer.id}`);
    expect(kept).toMatchObject({ state: "exhausted", attempts: [answer.attempt] });
    expect(receiver.requests).toHaveLength(1);
    await remove(id);
  });

  test("to a port where nothing listens explains that", async () => {
    const gone = await startReceiver();
    await gone.close();
    const { id } = await subscribe(twin, gone.url);
    const answer = await tested(id);
    expect([answer.state, answer.failure]).toEqual(["exhausted", "connect"]);
    expect(answer.attempt.explanation).toMatch(/server is down/);
    await remove(id);
  });

  test("works while the subscription is inactive", async () => {
    const { id } = await subscribe(twin, receiver.url, { active: false });
    expect((await tested(id, { type: "any.thing" })).state).toBe("delivered");
    expect(JSON.parse(String(receiver.requests[0]?.body))).toMatchObject({ type: "any.thing" });
    await remove(id);
  });
});
