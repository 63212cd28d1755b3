import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { vi } from "vitest";
import { type DeliverHandlerPorts, deliverHandler } from "../../lambdas/deliver/handler.ts";
import { fanOutHandler } from "../../lambdas/fan-out/handler.ts";
import { settleHandler } from "../../lambdas/settle/handler.ts";
import type { DeliveryReader, DeliveryRecorder } from "../../lib/core/delivery/delivery-store.ts";
import type { Lane } from "../../lib/core/delivery/lane.ts";
import type { SendResult } from "../../lib/core/delivery/outcome.ts";
import { PRESSURE, parking } from "../../lib/core/delivery/parking.ts";
import { decodeTask } from "../../lib/core/delivery/task.ts";
import type { Health } from "../../lib/core/health/health.ts";
import type { NetworkLog } from "../../lib/core/health/network.ts";
import { deliveryId } from "../../lib/core/ids.ts";
import { newApiKey } from "../../lib/core/keys/api-keys.ts";
import type { DeadLetterLog, StuckLetter } from "../../lib/core/log/dead-letters.ts";
import { type Evaluate, evaluations } from "../../lib/core/matching/evaluation.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import { standard } from "../../lib/dialects/standard.ts";
import type { PostTask } from "../../lib/sending/own-headers.ts";
import type { SendRequest } from "../../lib/sending/sender.ts";
import { signedPost } from "../../lib/sending/sign.ts";
import { subscriptionOf } from "../support/factories.ts";
import { HOP, invocationContext, memoryPipeline, sqsEventOf } from "../support/memory/memory-pipeline.ts";
import type { MemoryMessage, MemoryQueue } from "../support/memory/memory-queue.ts";
import { memorySeals } from "../support/memory/memory-seals.ts";
import { memorySecrets } from "../support/memory/memory-secrets.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";
import { mortal } from "./mortal.ts";
import { orderWatch } from "./order.ts";
import { watchOutages } from "./outages.ts";
import { people } from "./people.ts";
import { producers } from "./producers.ts";
import { receivers } from "./receivers.ts";
import { remover } from "./removal.ts";
import { repairer, ulidOf } from "./repairs.ts";
import { replayer } from "./replays.ts";
import { randomOf, type Scenario, TROUBLE_SECONDS } from "./scenario.ts";
import { waker } from "./waker.ts";
import { type Sight, witness } from "./witness.ts";

/** One POST that a receiver saw. */
export interface ObservedPost {
  deliveryId: string;
  webhookId: string;
  url: string;
  /** What the receiver answered. Undefined if it didn't. */
  status: number | undefined;
  /** The raw JSON text of the event's data. */
  data: string;
  /** The subscription as it was when the invocation that made the POST read it. */
  configured: Subscription | undefined;
  /** The run in the message that caused the POST. */
  run: number;
  /** What the message says about holds and probes. */
  task: Pick<DeliveryTask, "holds" | "probe">;
  /** The delivery's row as the invocation read it. */
  row: Delivery | undefined;
  /** Whether the event had been erased when the invocation read the row. */
  wasErased: boolean;
  lane: Lane;
  /** What the invocation read about the endpoint, and when. */
  health: Health | undefined;
  readMs: number;
  /** The POSTs that were under way to the same endpoint, this one included, of invocations that knew it was slow. */
  underWay: number;
}

/** What an invocation of a lane's function read before it made a POST. */
interface Read {
  subscriptions: Map<string, Subscription>;
  rows: Map<string, Delivery>;
  /** By subscription id. */
  health: Map<string, Health>;
  atMs: number;
  /** The events that had been erased by then. */
  erased: Set<string>;
}

/** What is known of a POST: its lane, what was read before it, and the task that it is made for. */
interface About {
  lane: Lane;
  read: Read | undefined;
  task: Partial<DeliveryTask> | undefined;
}

const NOTHING_READ: Read = {
  subscriptions: new Map(),
  rows: new Map(),
  health: new Map(),
  atMs: Number.NaN,
  erased: new Set(),
};

const CONCURRENCY = 3;
/** The POSTs of other tenants that can't reach their endpoints while our own network is down. */
const OTHERS = { tenants: ["other-1", "other-2", "other-3"], unreached: 1000, reached: 0 };
/** How many functions die while they erase a deleted tenant. */
const MOST_DEATHS = 8;
/** A function that dies makes fewer calls than this. */
const MOST_CALLS = 12;
/** How long calls take at most: of people's requests, of producers' requests, and of functions. */
const LAG_MS = 40_000;
const REQUEST_LAG_MS = 8_000;
const SLIGHT_LAG_MS = 1_000;
/** The parts of outcomes and of holds that are written late, and by how much at most. */
const LATE_RATE = 0.05;
const LATE_HOLD_RATE = 0.3;
const LATE_MS = 25_000;
/** Each of 50 stuck messages is looked at every 5 minutes, until it is sent again up to 12 hours after an outage. */
const MAX_STEPS = 100_000;

/**
 * Runs a scenario over the real functions, with an in-memory AWS and a virtual clock, until every queue is empty or
 * holds only messages that wait for a person. Needs fake timers.
 */
export async function simulate(scenario: Scenario, seen: (sight: Sight) => void = () => undefined) {
  const startMs = Date.now();
  const random = randomOf(scenario.seed);
  const posts: ObservedPost[] = [];
  const stuckProbes: StuckLetter[] = [];
  const underWay = new Map<string, number>();
  const unused = { send: () => Promise.reject(new Error("each invocation has its own sender")) };
  const pipeline = memoryPipeline({ now: Date.now, random, sender: unused });
  const { world, deliveries, retries, fifo, deadLetters, pages, intake } = pipeline;
  const troubled = () => Date.now() - startMs < TROUBLE_SECONDS * 1000;
  const receiver = receivers(scenario, startMs, troubled);
  const wake = waker(pipeline);
  const lag = () => passesAtTimes(LAG_MS);
  const slightLag = () => passesAtTimes(SLIGHT_LAG_MS);
  witness(world, seen);
  const order = orderWatch(world, seen);

  const subscriptions = await makeSubscriptions();
  const { accepted, clashed, refused, produce, ingestOnce } = producers({
    pipeline,
    key: makeTenant(),
    random,
    aLife,
    lag: () => passesAtTimes(REQUEST_LAG_MS),
    seen,
    handing: { evaluationOf: slowAtTimes(), direct: directOf(scenario) },
  });
  const { atSeconds: outageAt = 0, minutes: outageMinutes = 0 } = scenario.outage ?? {};
  const isOut = () => {
    const seconds = (Date.now() - startMs) / 1000 - outageAt;
    return seconds >= 0 && seconds < outageMinutes * 60;
  };
  const exhausted = watchExhausted(world);
  const outages = watchOutages(world);
  const recorded = watchRecorded(world);
  world.faults.decide = (operation) => {
    if (operation === "revealSecret" && isOut()) return { when: "before" };
    if (!troubled() || random() >= scenario.faultRate) return undefined;
    return { when: random() < 0.5 ? "before" : "after" };
  };
  for (const [index, event] of scenario.events.entries()) {
    setTimeout(() => {
      order.sent(`evt_${index}`);
      produce(`evt_${index}`, event);
    }, event.atSeconds * 1000);
  }
  const change = people(world, wake.wakes, random);
  let editsLeft = scenario.edits.length;
  for (const { atSeconds, subscription, change: wanted } of scenario.edits) {
    const { id = "" } = subscriptions[subscription % subscriptions.length] ?? {};
    setTimeout(() => void change(id, wanted, () => aLife(slightLag)).then(() => editsLeft--), atSeconds * 1000);
  }
  void resumeAll();
  const { queue } = pipeline.ingestPorts;
  const { repaired, erased, repair } = repairer(world, { queue, wakes: wake.wakes }, () =>
    subscriptions.map(({ id }) => id),
  );
  let repairsLeft = scenario.repairs.length;
  for (const wanted of scenario.repairs) {
    setTimeout(() => void repair(wanted, aLife(lag)).finally(() => repairsLeft--), wanted.atSeconds * 1000);
  }

  const subscriptionIds = () => subscriptions.map(({ id }) => id);
  const replays = replayer(world, pipeline.ingestPorts, subscriptionIds, random);
  const { slices } = replays;
  for (const wanted of scenario.replays) {
    repairsLeft++;
    setTimeout(() => void replays.begin(wanted, aLife(lag)).finally(() => repairsLeft--), wanted.atSeconds * 1000);
  }

  const removal = remover(world);
  const { removalAtSeconds } = scenario;
  let erasures = 0;
  if (removalAtSeconds !== undefined) {
    setTimeout(() => void removal.remove(() => aLife(lag)), removalAtSeconds * 1000);
  }

  let running = 0;
  const queues = [deliveries, retries, fifo, deadLetters, pages, slices, intake, removal.slices, wake.queue];
  const requests = scenario.events.flatMap(({ sent }) => sent).filter(({ via }) => via === "http").length;
  const idle = () =>
    running === 0 &&
    accepted.length + clashed.length + refused.length === requests &&
    repairsLeft + editsLeft === 0 &&
    wake.isOver();
  const isRemoved = () => removalAtSeconds === undefined || (!world.tenants.get("acme") && removal.isOver());
  const atRest = () => idle() && isRemoved() && !troubled() && queues.every((queue) => queue.size() === 0);
  for (let step = 0; step < MAX_STEPS; step++) {
    await vi.advanceTimersByTimeAsync(0);
    if (startInvocation(deliveries, deliverOnce(pipeline.deliverPorts))) continue;
    if (startInvocation(fifo, deliverOnce(pipeline.orderedPorts))) continue;
    if (startInvocation(retries, deliverOnce(pipeline.retryPorts)) || startInvocation(deadLetters, settleOnce))
      continue;
    if (startInvocation(pages, fanOutOnce) || startInvocation(slices, replays.functionOf, () => aLife(slightLag), 1))
      continue;
    if (startInvocation(intake, ingestOnce) || startInvocation(removal.slices, removal.functionOf, eraserLife))
      continue;
    if (startInvocation(wake.queue, wake.functionOf, () => aLife(slightLag), 1) || startSchedule()) continue;
    if (!troubled() && wake.redrive()) continue;
    if (atRest()) break;
    await toNextMoment();
  }
  if (!atRest()) throw new Error("the simulation did not come to rest");
  const ended = [deliveries, retries, fifo, deadLetters, pages, intake, pipeline.intakeDeadLetters, wake.deadLetters];
  return {
    world,
    queues: ended,
    posts,
    accepted,
    clashed,
    repaired,
    erased,
    subscriptions,
    exhausted,
    recorded,
    stuckProbes,
    outages,
    outOfTurn: order.outOfTurn,
  };

  async function makeSubscriptions(): Promise<Subscription[]> {
    const made: Subscription[] = [];
    for (const { maxRetries, timeoutSeconds, events, filter, rateLimit, active, ordered } of scenario.subscriptions) {
      const base = subscriptionOf({
        maxRetries,
        timeoutSeconds,
        events,
        active,
        url: "https://first.example/",
        ...(filter && { filter }),
        ...(rateLimit && { rateLimit }),
        ...(ordered && { ordered: true }),
        ...(ordered === "by n" && { orderingKey: "data.n" }),
      });
      const secret = await memorySecrets(world).store(
        { tenantId: "acme", subscriptionId: base.id },
        standard.generateSecret(),
      );
      const subscription = { ...base, secret, headers: { "x-subscription": base.id } };
      world.subscriptions.put(`acme/${base.id}`, subscription);
      made.push(subscription);
    }
    return made;
  }

  function makeTenant(): string {
    const { keyId, secretHash, text } = newApiKey("acme");
    const createdAt = new Date().toISOString();
    world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt });
    world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt });
    return text;
  }

  /** Once the trouble is over, people end all pauses. */
  async function resumeAll(): Promise<void> {
    editsLeft++;
    await new Promise((resolve) => setTimeout(resolve, TROUBLE_SECONDS * 1000 + 1));
    while (editsLeft > 1) await new Promise((resolve) => setTimeout(resolve, 1000));
    for (const { id } of subscriptions) if (world.tenants.get("acme")) await change(id, "resume", () => aLife());
    editsLeft--;
  }

  function startSchedule(): boolean {
    const run = wake.bySchedule(() => aLife(slightLag));
    if (run) running++;
    void run?.then(() => running--);
    return run !== undefined;
  }

  /** The erasure begins after the trouble. So its functions die regardless of the time, though not for ever. */
  function eraserLife(): ReturnType<typeof mortal> {
    const dies = erasures++ < MOST_DEATHS && random() < scenario.crashRate;
    return mortal(dies ? Math.floor(random() * MOST_CALLS) : Number.POSITIVE_INFINITY);
  }

  type SqsFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

  function startInvocation(
    queue: MemoryQueue,
    makeFunction: (life: ReturnType<typeof mortal>, messages: MemoryMessage[]) => SqsFunction,
    newLife = () => aLife(),
    batchSize = 10,
  ): boolean {
    if (running >= CONCURRENCY) return false;
    const messages = queue.receive(1 + Math.floor(random() * batchSize));
    if (messages.length === 0) return false;
    running++;
    const life = newLife();
    const clock = queue === fifo ? timeOf(life) : undefined;
    const answer = makeFunction(life, messages)(sqsEventOf(messages), clock?.context ?? invocationContext());
    void Promise.race([answer, life.death]).then((result) => {
      running--;
      clearTimeout(clock?.timer);
      if (!result) return;
      const kept = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const m of messages) if (!kept.has(m.messageId)) queue.delete(m.receiptHandle);
      for (const m of messages) if (troubled() && random() < scenario.duplicateRate) queue.redeliver(m.messageId);
    });
    return true;
  }

  /** Lambda kills a function whose time is up. A lane can keep the function of ordered lanes busy for longer. */
  function timeOf(life: ReturnType<typeof mortal>) {
    const untilMs = Date.now() + invocationContext().getRemainingTimeInMillis();
    const context = { ...invocationContext(), getRemainingTimeInMillis: () => untilMs - Date.now() };
    return { context, timer: setTimeout(life.kill, untilMs - Date.now()) };
  }

  function aLife(lag?: () => Promise<void>): ReturnType<typeof mortal> {
    const dies = troubled() && random() < scenario.crashRate;
    return mortal(dies ? Math.floor(random() * MOST_CALLS) : Number.POSITIVE_INFINITY, lag);
  }

  /** Makes half of the calls take some time, so that other functions run in between. */
  async function passesAtTimes(mostMs: number): Promise<void> {
    if (random() < 0.5) await passes(random() * mostMs);
  }

  /** A function of a lane that records what its invocation reads, and may die at any of its calls. */
  function deliverOnce(ports: DeliverHandlerPorts) {
    return (life: ReturnType<typeof mortal>) => deliverWith(ports, life);
  }

  function deliverWith(ports: DeliverHandlerPorts, life: ReturnType<typeof mortal>): SqsFunction {
    /** By delivery id. */
    const reads = new Map<string, Read>();
    const tasks = new Map<string, DeliveryTask>();
    const { reader, recorder, announcer, visibility, switch: switchOff, health, retries: later, slots } = ports;
    const watchedReader: DeliveryReader = {
      loadContext: async (keys, ids, healthOf) => {
        const context = await reader.loadContext(keys, ids, healthOf);
        if (keys.length === 0) return context;
        const subscriptions = keys.flatMap(
          ({ subscriptionId }) => world.subscriptions.get(`acme/${subscriptionId}`) ?? [],
        );
        const read: Read = {
          subscriptions: new Map(subscriptions.map((one) => [one.id, one])),
          rows: context.deliveries,
          health: context.health,
          atMs: Date.now(),
          erased: new Set(erased),
        };
        for (const id of ids) reads.set(id, read);
        return context;
      },
    };
    const about = (id: string) => ({ lane: ports.lane, read: reads.get(id), task: tasks.get(id) });
    const sender = { send: (request: SendRequest) => receive(request, about) };
    const lateRecorder: DeliveryRecorder = {
      async record(records) {
        const isHold = records.some(({ delivery, attempt }) => delivery.state === "held" && !attempt);
        if (isHold) seen("held by deliver");
        if (random() < (isHold ? LATE_HOLD_RATE : LATE_RATE)) await passes(random() * LATE_MS);
        return recorder.record(records);
      },
    };
    const network: NetworkLog = {
      async report(report) {
        if (!receiver.isNetworkDown()) return ports.network.report(report);
        seen("network down");
        await ports.network.report(OTHERS);
        return ports.network.report(report);
      },
    };
    const inFlight = async () => (random() < scenario.pressureRate ? PRESSURE + 1 : 0);
    const secrets = life.guard(memorySecrets(world));
    const seals = life.guard(memorySeals(world));
    const sign = signedPost({ secrets, seals, sender: life.guard(sender), hop: HOP, now: Date.now });
    const post: typeof ports.post = (task, ...rest) => {
      // It has all fields of the message.
      tasks.set(task.deliveryId, task as PostTask & DeliveryTask);
      return sign(task, ...rest);
    };
    return deliverHandler({
      ...ports,
      reader: life.guard(watchedReader),
      health: life.guard(health),
      retries: life.guard(later),
      recorder: life.guard(lateRecorder),
      announcer: life.guard(announcer),
      visibility: life.guard(visibility),
      wakes: life.guard(wake.wakes),
      slots: life.guard(slots),
      network: life.guard(network),
      parks: ports.lane === "ordered" ? ports.parks : parking(life.guard({ inFlight })),
      pause: passes,
      switch: life.guard(switchOff),
      post,
      lanes: life.guard(ports.lanes),
      log: life.guard(ports.log),
      tenants: life.guard(ports.tenants),
      ordered: life.guard(ports.ordered),
      deletion: life.guard(ports.deletion),
    });
  }

  /** Filters that sometimes take longer than a request has. */
  function slowAtTimes(): ReturnType<typeof evaluations> {
    const real = evaluations();
    return (event, allowance) => {
      const evaluate = real(event, allowance);
      const slow: ReturnType<Evaluate> = { met: false, reason: "took longer than 200 ms", undecided: true };
      return (expression, subscription) =>
        random() < scenario.slowFilterRate ? slow : evaluate(expression, subscription);
    };
  }

  function fanOutOnce(life: ReturnType<typeof mortal>): SqsFunction {
    const {
      reader,
      catalog,
      log,
      decisions,
      problems,
      queue,
      pages: pageQueue,
      editor,
      visibility,
    } = pipeline.fanOutPorts;
    return fanOutHandler({
      ...pipeline.fanOutPorts,
      reader: life.guard(reader),
      catalog: life.guard(catalog),
      log: life.guard(log),
      decisions: life.guard(decisions),
      problems: life.guard(problems),
      queue: life.guard(queue),
      pages: life.guard(pageQueue),
      editor: life.guard(editor),
      visibility: life.guard(visibility),
    });
  }

  function settleOnce(life: ReturnType<typeof mortal>, messages: MemoryMessage[]): SqsFunction {
    const { reader, retries: queue, announcer, visibility, deadLetters: log } = pipeline.settlePorts;
    const probes = new Set(messages.filter(isProbe).map(({ messageId }) => messageId));
    const letters: DeadLetterLog = {
      ...log,
      putLetters(stuck) {
        stuckProbes.push(...stuck.filter(({ messageId }) => probes.has(messageId)));
        return log.putLetters(stuck);
      },
    };
    const guarded = {
      reader: life.guard(reader),
      retries: life.guard(queue),
      announcer: life.guard(announcer),
      deadLetters: life.guard(letters),
    };
    return settleHandler({ ...pipeline.settlePorts, ...guarded, visibility: life.guard(visibility) });
  }

  async function receive(request: SendRequest, about: (id: string) => About): Promise<SendResult> {
    const startedAtMs = Date.now();
    const webhookId = request.headers["webhook-id"] ?? "";
    const subscriptionId = request.headers["x-subscription"] ?? "";
    const { isConnected, afterMs, result } = answerTo(request, subscriptionId, webhookId);
    if (isConnected) request.onConnect?.();
    const id = deliveryId(ulidOf(world, webhookId), subscriptionId);
    const { lane, read = NOTHING_READ, task: { run = Number.NaN, holds, probe } = {} } = about(id);
    const data = JSON.stringify(JSON.parse(request.body.toString()).data);
    const configured = read.subscriptions.get(subscriptionId);
    order.posting(webhookId, data, configured);
    posts.push({
      deliveryId: id,
      webhookId,
      url: request.url,
      status: result.status,
      data,
      configured,
      run,
      task: { holds, probe },
      row: read.rows.get(id),
      wasErased: read.erased.has(webhookId),
      lane,
      health: read.health.get(subscriptionId),
      readMs: read.atMs,
      underWay: begin(subscriptionId, read),
    });
    if (afterMs > 1) await passes(afterMs);
    if (isSlow(read, subscriptionId)) underWay.set(subscriptionId, (underWay.get(subscriptionId) ?? 0) - 1);
    return { startedAtMs, timings: { total: afterMs }, excerpt: "", ...result };
  }

  function begin(subscriptionId: string, read: Read): number {
    if (!isSlow(read, subscriptionId)) return 0;
    const count = (underWay.get(subscriptionId) ?? 0) + 1;
    underWay.set(subscriptionId, count);
    return count;
  }

  function answerTo(request: SendRequest, subscriptionId: string, webhookId: string) {
    const index = subscriptions.findIndex(({ id }) => id === subscriptionId);
    const before = posts.filter((p) => p.configured?.id === subscriptionId && p.webhookId === webhookId).length;
    return receiver.answer(index, before, request);
  }

  async function toNextMoment(): Promise<void> {
    const due = running < CONCURRENCY ? queues.flatMap((queue) => queue.nextVisibleAtMs() ?? []) : [];
    const next = Math.min(...due, wake.nextMinuteMs() ?? Number.POSITIVE_INFINITY);
    if (Number.isFinite(next)) setTimeout(() => undefined, Math.max(0, next - Date.now()));
    if (vi.getTimerCount() === 0) setTimeout(() => undefined, 60_000);
    await vi.advanceTimersToNextTimerAsync();
  }
}

const directOf = ({ direct, pageSize }: Scenario) => ({ ofRequest: direct, ofEvent: direct, pageSize });

/** Collects the ULIDs of all events that have or had a row. */
function watchRecorded({ events }: MemoryWorld): Set<string> {
  const ulids = new Set<string>();
  const { put } = events;
  events.put = (key, event, ...rest) => {
    ulids.add(event.ulid);
    return put(key, event, ...rest);
  };
  return ulids;
}

/** Collects the delivery and the run of each row that is exhausted at any moment. */
function watchExhausted({ deliveries }: MemoryWorld): [id: string, run: number][] {
  const exhausted: [string, number][] = [];
  const { put } = deliveries;
  deliveries.put = (key, row, ...rest) => {
    if (row.state === "exhausted") exhausted.push([row.id, row.run]);
    put(key, row, ...rest);
  };
  return exhausted;
}

const isProbe = ({ body }: MemoryMessage): boolean => decodeTask(body)?.probe !== undefined;

const isSlow = ({ health }: Read, subscriptionId: string): boolean =>
  health.get(subscriptionId)?.slowSince !== undefined;

const passes = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
