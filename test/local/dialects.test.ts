import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { OWN_DIALECT, type Product, products } from "./products.ts";
import { call, QUICK, subscribe, temporaryFolder } from "./support.ts";

type Posts = Receiver["requests"];

/** Data that only its own text is true to, nested as deep as is taken. */
const DATA = `{"facts":{"outcomeKey":"out_1","2":[1e21,"\\u2028é",-0,1e400,12345678901234567890]},"lone":"\\ud800",
  "__proto__":{"1.10":1.10}, "deep":${"[".repeat(511)}${"]".repeat(511)}}`;

const folder = temporaryFolder();
const receivers: Receiver[] = [];
let twin: Twin;

beforeAll(async () => {
  twin = await startTwin({ dataDir: folder.path, port: 0, context: QUICK, warn: () => undefined });
  await operate("/dialects", OWN_DIALECT);
});
afterAll(async () => {
  for (const receiver of receivers) await receiver.close();
  await twin?.stop();
  folder.remove();
});

async function operate(path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${twin.adminKey}` };
  const response = await fetch(`${twin.api}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(201);
}

/** Sends an event whose data is the given text. */
async function sendText(data: string, type = "outcome_succeed") {
  const headers = { authorization: `Bearer ${twin.apiKey}` };
  const body = `{"type":"${type}","data":${data}}`;
  const response = await fetch(`${twin.api}/api/v1/events`, { method: "POST", headers, body });
  return { status: response.status, answer: (await response.json()) as { id: string } };
}

/** Delivers an event once more to a subscription that has had it. */
async function retryByHand(eventId: string, subscriptionId: string): Promise<void> {
  const delivery = await deliveryOf(eventId, subscriptionId);
  await call(twin, "POST", `/deliveries/${delivery?.id}/retry`, undefined, 202);
}

/** And once more, when what was retried is on record. */
async function replay(eventId: string, subscriptionId: string): Promise<void> {
  await vi.waitFor(async () => {
    expect(await deliveryOf(eventId, subscriptionId)).toMatchObject({ state: "delivered", run: 1 });
  }, 10_000);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  await call(twin, "POST", "/replays", { subscriptionId, since, states: ["delivered"] }, 202);
}

async function deliveryOf(eventId: string, subscriptionId: string): Promise<Listed | undefined> {
  const { data } = await call<{ data: Listed[] }>(twin, "GET", `/events/${eventId}/deliveries`);
  return data.find((one) => one.subscriptionId === subscriptionId);
}

interface Listed {
  id: string;
  subscriptionId: string;
  state: string;
  run: number;
}

/** A receiver that fails the first attempt. */
async function unwillingReceiver(): Promise<Receiver> {
  const receiver = await startReceiver({ answers: (_request, nth) => (nth === 1 ? { status: 500 } : {}) });
  receivers.push(receiver);
  return receiver;
}

/** Runs receivers' code at another time. */
function at<T>(ms: number, work: () => T): T {
  vi.useFakeTimers({ toFake: ["Date"], now: ms });
  try {
    return work();
  } finally {
    vi.useRealTimers();
  }
}

const publicKeyOf = async (id: string): Promise<string | undefined> => {
  const response = await fetch(`${twin.api}/api/v1/public-keys/${id}`);
  return response.ok ? ((await response.json()) as { publicKey: string }).publicKey : undefined;
};

describe("a product's receiver", () => {
  /** Of each product: its key, and what it was sent for one event and one test. */
  const sent = new Map<Product, { key: string; posts: Posts }>();

  beforeAll(async () => {
    const subscribed = await Promise.all(
      products.map(async (product) => {
        const receiver = await unwillingReceiver();
        const fields = { events: ["outcome_succeed"], name: "Hook", secret: product.secret, ...product.settings };
        return { product, receiver, ...(await subscribe(twin, `${receiver.url}/hook`, fields)) };
      }),
    );
    const { answer } = await sendText(DATA);
    expect(answer).toMatchObject({ deliveries: products.length });
    await Promise.all(
      subscribed.map(async ({ product, receiver, id, secret }) => {
        await receiver.received(2);
        await call(twin, "POST", `/subscriptions/${id}/test`, {});
        await retryByHand(answer.id, id);
        await receiver.received(4);
        await replay(answer.id, id);
        const key = (await publicKeyOf(id)) ?? secret;
        sent.set(product, { key, posts: [...(await receiver.received(5))] });
      }),
    );
  }, 30_000);

  const sentTo = (product: Product) => sent.get(product) ?? { key: "", posts: [] };

  it.each(products)("of $name accepts attempt, retry, test, retry by hand and replay, and nothing else", (product) => {
    const { key, posts } = sentTo(product);
    expect(posts).toHaveLength(5);
    for (const post of posts) {
      const changed = Buffer.from(post.body);
      changed.writeUInt8(changed.readUInt8(5) ^ 1, 5);
      expect(product.accepts(key, post)).toBe(true);
      if (product.guards === "body") expect(product.accepts(key, { ...post, body: changed })).toBe(false);
      else expect(product.accepts(`${key}x`, post)).toBe(false);
    }
  });

  it.each(products)("of $name gets the same bytes and ids with each retry", (product) => {
    const [first, second, , byHand, replayed] = sentTo(product).posts;
    for (const again of [second, byHand, replayed]) {
      expect(again?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
      expect(again && idsIn(again.headers)).toEqual(first && idsIn(first.headers));
    }
  });

  it.each(products.filter(({ timed }) => timed))("of $name turns down what is stale", (product) => {
    const { key, posts } = sentTo(product);
    for (const post of posts) {
      expect(at(post.atMs + 290_000, () => product.accepts(key, post))).toBe(true);
      expect(at(post.atMs + 310_000, () => product.accepts(key, post))).toBe(false);
    }
  });

  it.each(products.filter(({ name }) => !["agents", "outtake", "witn"].includes(name)))(
    "of $name gets the data as the text that was sent",
    (product) => {
      for (const { body } of sentTo(product).posts.slice(0, 2)) expect(body.includes(DATA)).toBe(true);
    },
  );
});

/** The headers by which receivers drop duplicates. */
const idsIn = (headers: Posts[number]["headers"]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /(-id|-delivery)$/.test(name)));

describe("data that is nested too deep", () => {
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

  it("is refused, by itself and in a list, and nothing is sent", async () => {
    const receiver = await startReceiver();
    receivers.push(receiver);
    await subscribe(twin, receiver.url, { events: ["deep"], dialect: "agents" });
    const message = "must be nested at most 512 levels deep";
    expect(await sendText(deep(513), "deep")).toMatchObject({
      status: 422,
      answer: { errors: [{ path: "/data", message }] },
    });
    const events = `{"events":[{"type":"deep","data":1},{"type":"deep","data":${deep(513)}}]}`;
    const headers = { authorization: `Bearer ${twin.apiKey}` };
    const response = await fetch(`${twin.api}/api/v1/events`, { method: "POST", headers, body: events });
    expect(await response.json()).toMatchObject({ status: 422, errors: [{ path: "/events/1/data", message }] });
    expect((await sendText(deep(512), "deep")).status).toBe(202);
    const [only] = await receiver.received(1);
    expect(JSON.stringify(JSON.parse(only?.body.toString() ?? ""))).toBe(only?.body.toString());
    expect(receiver.requests).toHaveLength(1);
  });
});

describe("two dialects at once", () => {
  const old = {
    name: "old",
    algorithm: "hmac-sha256",
    signatureHeader: "x-old-signature",
    headers: { "x-old-delivery": "{deliveryId}" },
    body: { type: "{type}", timestamp: "{occurredAt}", data: "{data}" },
  };
  const accepts = {
    standard: (secret: string, { headers, body }: Posts[number]) => {
      new Webhook(secret).verify(body.toString(), headers as Record<string, string>);
      return true;
    },
    old: (secret: string, { headers, body }: Posts[number]) =>
      headers["x-old-signature"] === createHmac("sha256", secret).update(body).digest("hex"),
  };

  it("are both accepted, through a retry, until the end of the one", async () => {
    await operate("/dialects", old);
    const receiver = await unwillingReceiver();
    const until = new Date(Date.now() + 4_000).toISOString();
    const dialects = [{ name: "old", until }, { name: "standard" }];
    const { id, secret } = await subscribe(twin, receiver.url, { events: ["both"], dialects });
    await sendText("{}", "both");
    const during = [...(await receiver.received(2))];
    for (const post of during) {
      expect(Date.parse(until)).toBeGreaterThan(post.atMs);
      expect([accepts.standard(secret, post), accepts.old(secret, post)]).toEqual([true, true]);
    }
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Date.parse(until)), { timeout: 6_000, interval: 50 });
    await call(twin, "POST", `/subscriptions/${id}/test`, {});
    const [, , after] = await receiver.received(3);
    expect(after && accepts.standard(secret, after)).toBe(true);
    expect(Object.keys(after?.headers ?? {}).filter((name) => name.startsWith("x-old"))).toEqual([]);
  });
});
