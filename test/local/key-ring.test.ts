import { expect, test, vi } from "vitest";
import { call, operate, request, type Subscribed, send, subscribe } from "./support/api.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const receiver = useReceiver();
const twin = useTwin({ context: { secretStorage: "sealed" } });

interface KeyRingState {
  state: string;
  currentKey: string;
  keys: string[];
  progress: { subscriptions: number; resealed: number };
}

/** Long enough for several pages of the walk. */
const SUBSCRIPTIONS = 60;

const authorization = (n: number): string => `Bearer hunter-${n}`;

const subscribeWithSecrets = (n: number): Promise<Subscribed> =>
  subscribe(twin, receiver.url, {
    events: [`e${n}`],
    headers: { authorization: authorization(n) },
    sensitiveHeaders: ["authorization"],
  });

async function rotate(): Promise<KeyRingState> {
  await operate(twin, "POST", "/key-ring/rotate", undefined, 202);
  const state = () => operate<KeyRingState>(twin, "GET", "/key-ring");
  return vi.waitFor(
    async () => {
      const now = await state();
      expect(now).toMatchObject({ state: "completed" });
      return now;
    },
    { timeout: 30_000, interval: 100 },
  );
}

const secretOf = async (id: string) => (await call<Subscribed>(twin, "GET", `/subscriptions/${id}/secret`)).secret;

test("a rotation of the key ring keeps every secret, through edits meanwhile and a restart", async () => {
  expect(await operate(twin, "GET", "/key-ring")).toEqual({ state: "never-rotated" });
  const made: Subscribed[] = [];
  for (let n = 0; n < SUBSCRIPTIONS; n++) made.push(await subscribeWithSecrets(n));
  const rotated = rotate();
  const edited = await Promise.all(
    made.slice(0, 20).map(async ({ id }, n) => {
      const { status } = await request(twin, "PATCH", `/subscriptions/${id}`, { body: { name: `edited-${n}` } });
      return status;
    }),
  );
  const changed = await call<Subscribed>(twin, "POST", `/subscriptions/${made[30]?.id}/rotate-secret`);
  Object.assign(made[30] ?? {}, { secret: changed.secret });
  const first = await rotated;
  expect(edited).toEqual(Array(20).fill(200));
  expect([first.keys.length, first.progress.subscriptions]).toEqual([2, SUBSCRIPTIONS]);
  const second = await rotate();
  expect(second.keys).toEqual([...first.keys, second.currentKey]);

  await twin.stop();
  await twin.start();
  expect(await Promise.all(made.map(({ id }) => secretOf(id)))).toEqual(made.map(({ secret }) => secret));
  const names = await Promise.all(
    made.slice(0, 20).map(async ({ id }) => (await call<{ name: string }>(twin, "GET", `/subscriptions/${id}`)).name),
  );
  expect(names).toEqual(names.map((_, n) => `edited-${n}`));
  await send(twin, { type: "e0", data: {} });
  await send(twin, { type: "e59", data: {} });
  const posts = await receiver.received(2);
  const sent = posts.map(({ headers }) => headers.authorization).sort();
  expect(sent).toEqual([authorization(0), authorization(59)]);
  expect(twin.warnings).toEqual([]);
}, 60_000);
