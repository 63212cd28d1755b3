import { setTimeout as sleep } from "node:timers/promises";
import { invoiceOf } from "../bench/support/events.ts";
import { FAILING_PATH, HANGING_PATH, type World } from "./world.ts";

/** What the pollers find when they ask the queues for messages. */
interface Load {
  /** The most messages that a function gets at a time. By default, as many as the template allows. */
  batchSize?: number;
  /** Batches that `deliver` works on at a time. */
  deliveryConcurrency: number;
}

/** A way to use Posthorn, whose cost is counted. */
export interface CostCase {
  name: "single" | "lists" | "fanout" | "exhausted" | "hanging";
  what: string;
  load: Load;
  /** How many POSTs each counted delivery takes. */
  attempts: number;
  /** Work has ended once nothing was used for this long. By default, a moment. */
  quietMs?: number;
  /** How long changes of the table wait before they are counted. By default, as long as fits all of a case's. */
  streamWindowSeconds?: number;
  /** How many POSTs the warm-up makes at least. By default, exactly as many for each delivery as later. */
  warmUpPosts?: number;
  /** Deliveries that are counted, and those before them, which start the functions and fill their caches. */
  deliveries: number;
  warmUp: number;
  subscribe(world: World): Promise<void>;
  /** Sends the events of so many deliveries. */
  send(world: World, deliveries: number): Promise<void>;
}

const LIST = 100;
const SUBSCRIPTIONS = 100;
const DATA = JSON.parse(invoiceOf(693));

/**
 * Messages come so slowly that a poller always waits for the next one. So each makes a batch of its own, as in a stack
 * with a few events a second. A busier stack has larger batches and pays less.
 */
const UNHURRIED: Load = { batchSize: 1, deliveryConcurrency: 6 };

/**
 * Many messages come at once, and two batches at a time can't keep up. So each batch is as large as it may be, as in a
 * stack whose queue is never empty.
 */
const BUSY: Load = { deliveryConcurrency: 2 };

const single: CostCase = {
  name: "single",
  what: "events one by one",
  load: UNHURRIED,
  attempts: 1,
  deliveries: 300,
  warmUp: 80,
  subscribe: (world) => subscribe(world, "cost.single"),
  send: (world, deliveries) => paced(deliveries, 20, () => sendOne(world, "cost.single")),
};

const lists: CostCase = {
  name: "lists",
  what: `events in lists of ${LIST}`,
  load: BUSY,
  attempts: 1,
  deliveries: 1_000,
  warmUp: 500,
  subscribe: (world) => subscribe(world, "cost.list"),
  send: (world, deliveries) =>
    inTurn(world, deliveries, LIST, () => world.post("/events", { events: Array(LIST).fill(eventOf("cost.list")) })),
};

const fanout: CostCase = {
  name: "fanout",
  what: `one event to ${SUBSCRIPTIONS} subscriptions`,
  load: BUSY,
  attempts: 1,
  deliveries: 1_000,
  warmUp: 700,
  async subscribe(world) {
    for (let n = 0; n < SUBSCRIPTIONS; n++) await subscribe(world, "cost.fanout");
  },
  send: (world, deliveries) => inTurn(world, deliveries, SUBSCRIPTIONS, () => sendOne(world, "cost.fanout")),
};

/** Longer than the waits between attempts, with their jitter. */
const RETRY_QUIET_MS = 2_500;

/** Endpoints with at most three failing deliveries each. A breaker opens after five. */
const FAILING_ENDPOINTS = 60;

const exhausted: CostCase = {
  name: "exhausted",
  what: "events one by one, four failed attempts",
  load: UNHURRIED,
  attempts: 4,
  quietMs: RETRY_QUIET_MS,
  deliveries: 100,
  warmUp: 20,
  async subscribe(world) {
    for (let n = 0; n < FAILING_ENDPOINTS; n++) await subscribe(world, `cost.exhausted.${n}`, FAILING_PATH);
  },
  send: (world, deliveries) => paced(deliveries, 6, (n) => sendOne(world, `cost.exhausted.${n % FAILING_ENDPOINTS}`)),
};

const HANGING_LIMIT_SECONDS = 3;

/** The breaker opens while the first ones hang, and the others are held. All are counted before the first probe. */
const hanging: CostCase = {
  name: "hanging",
  what: "events one by one for an endpoint that never answers",
  load: UNHURRIED,
  attempts: 0,
  quietMs: (HANGING_LIMIT_SECONDS + 2) * 1000,
  // A longer one would not end before the first probe.
  streamWindowSeconds: 3,
  deliveries: 300,
  warmUp: 5,
  warmUpPosts: 5,
  subscribe: (world) => subscribe(world, "cost.hanging", HANGING_PATH, { timeoutSeconds: HANGING_LIMIT_SECONDS }),
  send: (world, deliveries) => paced(deliveries, 20, () => sendOne(world, "cost.hanging")),
};

export const CASES: readonly CostCase[] = [single, lists, fanout, exhausted, hanging];

const eventOf = (type: string) => ({ type, data: DATA });

const sendOne = ({ post }: World, type: string): Promise<unknown> => post("/events", eventOf(type));

const subscribe = async ({ post, receiver }: World, type: string, path = "", more = {}): Promise<void> =>
  void (await post("/subscriptions", { url: receiver.url + path, events: [type], ...more }));

/** Makes requests at a fixed rate, however long they take. */
async function paced(times: number, perSecond: number, request: (n: number) => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  const pending: Promise<unknown>[] = [];
  for (let n = 0; n < times; n++) {
    await sleep(Math.max(0, startedAt + (n * 1000) / perSecond - performance.now()));
    pending.push(request(n));
  }
  await Promise.all(pending);
}

/** Makes requests that cause some deliveries each. Waits for those of a request before it makes the next one. */
async function inTurn(world: World, deliveries: number, each: number, request: () => Promise<unknown>): Promise<void> {
  for (let sent = 0; sent < deliveries; sent += each) {
    const arrived = world.receiver.requests.length;
    await request();
    await world.arrived(arrived + each);
  }
}
