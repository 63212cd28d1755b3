import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { call, operate, request, subscribe } from "./support/api.ts";
import { deliveriesOf, type ListedDelivery } from "./support/deliveries.ts";
import { OWN_DIALECT, type Product, products } from "./support/products.ts";
import { receiverForTest } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

type Posts = Receiver["requests"];

/** Data that changes when it is parsed and serialized again. It is nested as deep as Posthorn accepts. */
const DATA = `{"facts":{"outcomeKey":"out_1","2":[1e21,"\\u2028é",-0,1e400,12345678901234567890]},"lone":"\\ud800",
  "__proto__":{"1.10":1.10}, "deep":${"[".repeat(511)}${"]".repeat(511)}}`;

const twin = useTwin();
beforeAll(() => operate(twin, "POST", "/dialects", OWN_DIALECT, 201));

/** Sends an event whose data is the given JSON text. */
const sendText = (data: string, type = "outcome_succeed") =>
  request(twin, "POST", "/events", { body: `{"type":"${type}","data":${data}}` });

/** Retries a delivery that has already arrived. */
async function retryByHand(eventId: string, subscriptionId: string): Promise<void> {
  const delivery = await deliveryOf(eventId, subscriptionId);
  await call(twin, "POST", `/deliveries/${delivery?.id}/retry`, undefined, 202);
}

/** Replays a delivery once its retry is on record. */
async function replay(eventId: string, subscriptionId: string): Promise<void> {
  await vi.waitFor(async () => {
    expect(await deliveryOf(eventId, subscriptionId)).toMatchObject({ state: "delivered", run: 1 });
  }, 10_000);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  await call(twin, "POST", "/replays", { subscriptionId, since, states: ["delivered"] }, 202);
}

const deliveryOf = async (eventId: string, subscriptionId: string): Promise<ListedDelivery | undefined> =>
  (await deliveriesOf(twin, eventId)).find((one) => one.subscriptionId === subscriptionId);

/** The script of a receiver that fails the first attempt. */
const failsFirst = (_request: unknown, nth: number) => (nth === 1 ? { status: 500 } : {});

/** Runs a receiver's code at another time. */
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
  /** The key of each product, and the POSTs that it got for one event and one test send. */
  const sent = new Map<Product, { key: string; posts: Posts }>();
  const receivers: Receiver[] = [];
  afterAll(() => Promise.all(receivers.map((receiver) => receiver.close())));

  beforeAll(async () => {
    const subscribed = await Promise.all(
      products.map(async (product) => {
        const receiver = await startReceiver({ answers: failsFirst });
        receivers.push(receiver);
        const fields = { events: ["outcome_succeed"], name: "Hook", secret: product.secret, ...product.settings };
        return { product, receiver, ...(await subscribe(twin, `${receiver.url}/hook`, fields)) };
      }),
    );
    const { body: answer } = await sendText(DATA);
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

  it.each(products)(
    "of $name accepts attempt, retry, test send, manual retry and replay, and nothing else",
    (product) => {
      const { key, posts } = sentTo(product);
      expect(posts).toHaveLength(5);
      for (const post of posts) {
        const changed = Buffer.from(post.body);
        changed.writeUInt8(changed.readUInt8(5) ^ 1, 5);
        expect(product.accepts(key, post)).toBe(true);
        if (product.guards === "body") expect(product.accepts(key, { ...post, body: changed })).toBe(false);
        else expect(product.accepts(`${key}x`, post)).toBe(false);
      }
    },
  );

  it.each(products)("of $name gets the same bytes and ids with each retry", (product) => {
    const [first, second, , byHand, replayed] = sentTo(product).posts;
    for (const again of [second, byHand, replayed]) {
      expect(again?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
      expect(again && idsIn(again.headers)).toEqual(first && idsIn(first.headers));
    }
  });

  it.each(products.filter(({ timed }) => timed))("of $name rejects old POSTs", (product) => {
    const { key, posts } = sentTo(product);
    for (const post of posts) {
      expect(at(post.atMs + 290_000, () => product.accepts(key, post))).toBe(true);
      expect(at(post.atMs + 310_000, () => product.accepts(key, post))).toBe(false);
    }
  });

  it.each(products.filter(({ name }) => !["agents", "outtake", "witn"].includes(name)))(
    "of $name gets the data exactly as it was sent",
    (product) => {
      for (const { body } of sentTo(product).posts.slice(0, 2)) expect(body.includes(DATA)).toBe(true);
    },
  );
});

/** The headers that receivers use to drop duplicates. */
const idsIn = (headers: Posts[number]["headers"]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /(-id|-delivery)$/.test(name)));

describe("data that is nested too deeply", () => {
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

  it("is rejected, alone and in a list, and nothing is sent", async () => {
    const receiver = await receiverForTest();
    await subscribe(twin, receiver.url, { events: ["deep"], dialect: "agents" });
    const message = "must be nested at most 512 levels deep";
    expect(await sendText(deep(513), "deep")).toMatchObject({
      status: 422,
      body: { errors: [{ path: "/data", message }] },
    });
    const events = `{"events":[{"type":"deep","data":1},{"type":"deep","data":${deep(513)}}]}`;
    const { body } = await request(twin, "POST", "/events", { body: events });
    expect(body).toMatchObject({ status: 422, errors: [{ path: "/events/1/data", message }] });
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

  it("are both accepted, also in a retry, until one of them ends", async () => {
    await operate(twin, "POST", "/dialects", old, 201);
    const receiver = await receiverForTest({ answers: failsFirst });
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
