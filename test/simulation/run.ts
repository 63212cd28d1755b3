import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { vi } from "vitest";
import { deliverHandler } from "../../lambdas/deliver/handler.ts";
import { settleHandler } from "../../lambdas/settle/handler.ts";
import { newApiKey } from "../../lib/core/api-keys.ts";
import { deliveryId } from "../../lib/core/ids.ts";
import { patternMatches } from "../../lib/core/matching.ts";
import type { Subscription } from "../../lib/core/model.ts";
import type { SendResult } from "../../lib/core/outcome.ts";
import type { DeliveryReader, SendRequest } from "../../lib/core/ports.ts";
import { signedPost } from "../../lib/dialects/signed-post.ts";
import { standard } from "../../lib/dialects/standard.ts";
import { subscriptionOf } from "../support/factories.ts";
import { httpRequest } from "../support/http-request.ts";
import { contextOf, memoryPipeline, sqsEvent } from "../support/memory/pipeline.ts";
import type { MemoryQueue } from "../support/memory/queue.ts";
import { memorySecrets } from "../support/memory/secrets.ts";
import { mortal } from "./mortal.ts";
import { type Behaviour, type Edit, randomOf, type Scenario, TROUBLE_SECONDS } from "./scenario.ts";

/** One POST that a receiver saw. */
export interface Post {
  webhookId: string;
  url: string;
  /** What the receiver answered. */
  status: number;
  /** The subscription as it was when the invocation that made the POST read it. */
  configured: Subscription | undefined;
  /** Was the delivery on record as delivered when that invocation read it? */
  knownDelivered: boolean;
}

/** What a producer was told with a 202. */
export interface Accepted {
  eventId: string;
  deliveries: number;
  /** How many subscriptions wanted it at that moment; unknown for one accepted by an earlier request. */
  wanted?: number;
}

const CONCURRENCY = 3;
const SLOW_MS = 20_000;

/**
 * Runs a scenario over the real functions, an in-memory AWS and a virtual clock, until every queue is empty or
 * holds only what waits for a person. Needs fake timers.
 */
export async function simulate(scenario: Scenario) {
  const startMs = Date.now();
  const random = randomOf(scenario.seed);
  const posts: Post[] = [];
  const accepted: Accepted[] = [];
  const unused = { send: () => Promise.reject(new Error("each invocation has a sender of its own")) };
  const pipeline = memoryPipeline({ now: Date.now, random, sender: unused });
  const { world, deliveries, deadLetters } = pipeline;
  const troubled = () => Date.now() - startMs < TROUBLE_SECONDS * 1000;

  const subscriptions = await makeSubscriptions();
  const producerKey = makeTenant();
  world.faults.decide = () => {
    if (!troubled() || random() >= scenario.faultRate) return undefined;
    return { when: random() < 0.5 ? "before" : "after" };
  };
  for (const [index, event] of scenario.events.entries()) {
    setTimeout(() => void produce(`evt_${index}`, event.type), event.atSeconds * 1000);
  }
  for (const edit of scenario.edits) setTimeout(() => apply(edit), edit.atSeconds * 1000);

  let running = 0;
  const idle = () => running === 0 && accepted.length === scenario.events.length;
  for (let step = 0; step < 20_000; step++) {
    await vi.advanceTimersByTimeAsync(0);
    if (startInvocation(deliveries, deliverOnce) || startInvocation(deadLetters, settleOnce)) continue;
    if (idle() && !troubled() && deliveries.size() === 0 && deadLetters.size() === 0) break;
    await toNextMoment();
  }
  return { world, deliveries, deadLetters, posts, accepted, subscriptions };

  async function makeSubscriptions(): Promise<Subscription[]> {
    const made: Subscription[] = [];
    for (const { maxRetries, events } of scenario.subscriptions) {
      const base = subscriptionOf({ maxRetries, events, url: "https://first.example/" });
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
    world.tenants.put("acme", { id: "acme", name: "Acme", version: 1, createdAt });
    world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt });
    return text;
  }

  /** A producer that sends its event again, with the same id, until it is accepted. */
  async function produce(id: string, type: string): Promise<void> {
    const body = JSON.stringify({ id, type, data: { n: 1 } });
    const request = httpRequest({ route: "POST /api/v1/events", key: producerKey, body });
    const wanted = world.subscriptions
      .values()
      .filter((s) => s.active && s.events.some((p) => patternMatches(p, type))).length;
    const answer = await pipeline.ingest(request, contextOf());
    if (answer?.statusCode !== 202) return void setTimeout(() => void produce(id, type), 2000);
    const { deliveries, duplicate } = JSON.parse(answer.body);
    accepted.push({ eventId: id, deliveries, wanted: duplicate ? undefined : wanted });
  }

  function apply({ subscription: index, change }: Edit): void {
    const known = subscriptions[index % subscriptions.length];
    const key = `acme/${known?.id}`;
    const current = world.subscriptions.get(key);
    const tenant = world.tenants.get("acme");
    if (!current || !tenant) return;
    if (change === "delete") world.subscriptions.delete(key);
    else if (change === "move") world.subscriptions.put(key, { ...current, url: `https://moved.example/${random()}` });
    else world.subscriptions.put(key, { ...current, active: change === "switch-on" });
    world.tenants.put("acme", { ...tenant, version: tenant.version + 1 });
  }

  type SqsFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

  function startInvocation(
    queue: MemoryQueue,
    makeFunction: (life: ReturnType<typeof mortal>) => SqsFunction,
  ): boolean {
    if (running >= CONCURRENCY) return false;
    const messages = queue.receive(1 + Math.floor(random() * 10));
    if (messages.length === 0) return false;
    running++;
    const callsToLive =
      troubled() && random() < scenario.crashRate ? Math.floor(random() * 12) : Number.POSITIVE_INFINITY;
    const life = mortal(callsToLive);
    const answer = makeFunction(life)(sqsEvent(messages), contextOf());
    void Promise.race([answer, life.death]).then((result) => {
      running--;
      if (!result) return;
      const kept = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const m of messages) if (!kept.has(m.messageId)) queue.delete(m.receiptHandle);
      for (const m of messages) if (troubled() && random() < scenario.duplicateRate) queue.redeliver(m.messageId);
    });
    return true;
  }

  /** A delivery function that knows what its own invocation read, and may die at any of its calls. */
  function deliverOnce(life: ReturnType<typeof mortal>): SqsFunction {
    const read = { subscriptions: new Map<string, Subscription>(), delivered: new Set<string>() };
    const { reader, log, visibility, switch: switchOff } = pipeline.deliverPorts;
    const watchedReader: DeliveryReader = {
      loadContext: async (keys, ids) => {
        const context = await reader.loadContext(keys, ids);
        for (const { subscriptionId } of keys) {
          const now = world.subscriptions.get(`acme/${subscriptionId}`);
          if (now) read.subscriptions.set(subscriptionId, now);
        }
        for (const id of ids) if (world.deliveries.get(id)?.state === "delivered") read.delivered.add(id);
        return context;
      },
    };
    const sender = { send: (request: SendRequest) => receive(request, read) };
    const secrets = life.guard(memorySecrets(world));
    return deliverHandler({
      ...pipeline.deliverPorts,
      reader: life.guard(watchedReader),
      log: life.guard(log),
      visibility: life.guard(visibility),
      switch: life.guard(switchOff),
      post: signedPost({ secrets, sender: life.guard(sender), now: Date.now }),
    });
  }

  function settleOnce(life: ReturnType<typeof mortal>): SqsFunction {
    const { reader, queue, announcer, visibility } = pipeline.settlePorts;
    const guarded = { reader: life.guard(reader), queue: life.guard(queue), announcer: life.guard(announcer) };
    return settleHandler({ ...pipeline.settlePorts, ...guarded, visibility: life.guard(visibility) });
  }

  async function receive(
    request: SendRequest,
    read: { subscriptions: Map<string, Subscription>; delivered: Set<string> },
  ): Promise<SendResult> {
    const startedAtMs = Date.now();
    const webhookId = request.headers["webhook-id"] ?? "";
    const subscriptionId = request.headers["x-subscription"] ?? "";
    const behaviour = behaviourOf(subscriptionId, webhookId);
    const answer = answerOf(behaviour);
    posts.push({
      webhookId,
      url: request.url,
      status: answer.status,
      configured: read.subscriptions.get(subscriptionId),
      knownDelivered: read.delivered.has(deliveryId(webhookId, subscriptionId)),
    });
    const slow = behaviour.startsWith("slow");
    if (slow) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    return { startedAtMs, timings: { total: slow ? SLOW_MS : 1 }, excerpt: "", ...answer };
  }

  function behaviourOf(subscriptionId: string, webhookId: string): Behaviour {
    const index = subscriptions.findIndex(({ id }) => id === subscriptionId);
    const behaviours = scenario.subscriptions[index]?.behaviours ?? [];
    const before = posts.filter((p) => p.configured?.id === subscriptionId && p.webhookId === webhookId).length;
    return behaviours[Math.min(before, behaviours.length - 1)] ?? "ok";
  }

  async function toNextMoment(): Promise<void> {
    const due = [deliveries, deadLetters].flatMap((queue) => queue.nextVisibleAtMs() ?? []);
    if (due.length > 0 && running < CONCURRENCY)
      setTimeout(() => undefined, Math.max(0, Math.min(...due) - Date.now()));
    if (vi.getTimerCount() === 0) setTimeout(() => undefined, 60_000);
    await vi.advanceTimersToNextTimerAsync();
  }
}

function answerOf(behaviour: Behaviour): { status: number; retryAfter?: string } {
  if (behaviour === "busy") return { status: 503, retryAfter: "90" };
  return { status: behaviour.endsWith("ok") ? 200 : 500 };
}
