import { expect, test, vi } from "vitest";
import { newId } from "../../lib/core/ids.ts";
import { call, operate, request, subscribe } from "./support/api.ts";
import { putEntry, putOnBus } from "./support/operator-clients.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const receiver = useReceiver();
const twin = useTwin();

const ROUNDS = 4;
const AT_ONCE = [1, 2, 3, 4];
const TYPE = "order.placed";

interface Item {
  id: string;
  duplicate: boolean;
}

/** The ways to send an event over HTTP. Each resolves with the status and the event's answer. */
const WAYS: [string, (event: object) => Promise<{ status: number; item: Item }>][] = [
  ["a single event", async (event) => sent(await request(twin, "POST", "/events", { body: event }))],
  ["a list", async (event) => sent(await request(twin, "POST", "/events", { body: { events: [event] } }))],
];

const sent = ({ status, body }: { status: number; body: Item & { events?: Item[] } }) => ({
  status,
  item: body.events?.[0] ?? body,
});

/** The data of the POSTs of an event, once each. */
const arrivedOf = (id: string): string[] => {
  const posts = receiver.requests.filter(({ headers }) => headers["webhook-id"] === id);
  return [...new Set(posts.map(({ body }) => JSON.stringify(JSON.parse(body.toString()).data)))];
};

const storedOf = async (id: string): Promise<string> =>
  JSON.stringify((await call<{ data: unknown }>(twin, "GET", `/events/${id}`)).data);

async function arrives(id: string): Promise<string[]> {
  await vi.waitFor(() => expect(arrivedOf(id)).not.toEqual([]), { timeout: 20_000, interval: 50 });
  return arrivedOf(id);
}

/** Repeats work with a new id each time. After the first round, several workers are warm. */
async function inRounds(work: (id: string) => Promise<void>): Promise<void> {
  const { id: subscriptionId } = await subscribe(twin, receiver.url, { events: [TYPE] });
  for (let round = 0; round < ROUNDS; round++) await work(newId("own", Date.now()));
  await call(twin, "DELETE", `/subscriptions/${subscriptionId}`, undefined, 204);
}

test.each(WAYS)(
  "of four requests at once with one id and different data in %s, one is accepted",
  async (_way, post) => {
    await inRounds(async (id) => {
      const answers = await Promise.all(AT_ONCE.map((n) => post({ id, type: TYPE, data: { n } })));
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
      const winner = AT_ONCE[answers.findIndex(({ status }) => status === 202)];
      expect(answers.find(({ status }) => status === 202)?.item.duplicate).toBe(false);
      expect([await arrives(id), await storedOf(id)]).toEqual([[`{"n":${winner}}`], `{"n":${winner}}`]);
    });
  },
);

test.each(WAYS)(
  "of four requests at once with one id and the same data in %s, one is no duplicate",
  async (_way, post) => {
    await inRounds(async (id) => {
      const answers = await Promise.all(AT_ONCE.map(() => post({ id, type: TYPE, data: { n: 1 } })));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
      expect(answers.map(({ item }) => item.duplicate).sort()).toEqual([false, true, true, true]);
      expect([await arrives(id), await storedOf(id)]).toEqual([['{"n":1}'], '{"n":1}']);
    });
  },
);

test("an event that comes over HTTP and over the bus at once is one event", async () => {
  await inRounds(async (id) => {
    const event = { id, data: { n: 1 } };
    const [, , first, second] = await Promise.all([
      putOnBus(twin, TYPE, { tenantId: twin.tenantId, ...event }),
      putOnBus(twin, TYPE, { tenantId: twin.tenantId, ...event }),
      request(twin, "POST", "/events", { body: { type: TYPE, ...event } }),
      request(twin, "POST", "/events", { body: { type: TYPE, ...event } }),
    ]);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(await arrives(id)).toEqual(['{"n":1}']);
    const again = await request(twin, "POST", "/events", { body: { type: TYPE, ...event } });
    expect(again.body).toMatchObject({ id, duplicate: true });
  });
  expect(await operate(twin, "GET", "/rejected-events")).toEqual({ data: [], next: null });
});

test("of different events with one id over HTTP and over the bus, one is accepted, and the other is refused", async () => {
  await inRounds(async (id) => {
    const [, first] = await Promise.all([
      putOnBus(twin, TYPE, { tenantId: twin.tenantId, id, data: { n: 1 } }),
      request(twin, "POST", "/events", { body: { type: TYPE, id, data: { n: 2 } } }),
    ]);
    const winner = first.status === 202 ? 2 : 1;
    expect([await arrives(id), await storedOf(id)]).toEqual([[`{"n":${winner}}`], `{"n":${winner}}`]);
    if (winner === 1) return expect(first.status).toBe(409);
    const refused = () => operate<{ data: { eventId: string }[] }>(twin, "GET", "/rejected-events");
    await vi.waitFor(async () => expect((await refused()).data.map(({ eventId }) => eventId)).toContain(id), 20_000);
  });
});

test("an entry that is put on the bus twice is one event", async () => {
  await inRounds(async (id) => {
    const entry = {
      Source: "shop",
      DetailType: TYPE,
      Detail: `{"tenantId":"${twin.tenantId}","id":"${id}","data":{"price":1.10,"big":9007199254740993}}`,
    };
    await putEntry(twin, entry);
    await arrives(id);
    await putEntry(twin, { ...entry, Time: new Date("2026-01-02T03:04:05Z") });
    await putEntry(twin, { ...entry, Detail: entry.Detail.replace(id, `${id}-2`) });
    await arrives(`${id}-2`);
    const bodies = receiver.requests.map(({ body }) => body.toString());
    for (const body of bodies) expect(body).toContain('"data":{"price":1.10,"big":9007199254740993}');
    receiver.requests.length = 0;
  });
});
