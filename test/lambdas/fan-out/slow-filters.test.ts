import { describe, expect, it } from "vitest";
import { fanOutHandler } from "../../../lambdas/fan-out/handler.ts";
import { ingestHandler } from "../../../lambdas/ingest/handler.ts";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { slowDecisions } from "../../../lib/core/fan-out/slow-decision.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import { eraseContent } from "../../../lib/core/log/erasing.ts";
import { evaluations } from "../../../lib/core/matching/evaluation.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { capturingLogger, capturingMetrics } from "../../support/capturing.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { httpRequest } from "../../support/http-request.ts";
import { tenantIn } from "../../support/memory/kept-events.ts";
import { memoryContentEraser } from "../../support/memory/memory-eraser.ts";
import { invocationContext, memoryPipeline, pollOnce } from "../../support/memory/memory-pipeline.ts";
import { memoryUnlistedRecipients } from "../../support/memory/memory-recipients.ts";
import { memorySubscriptionStore } from "../../support/memory/memory-subscriptions.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const AT = new Date(NOW).toISOString();
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

/** V8 takes exponentially many steps to find that this pattern doesn't match that text. */
const NASTY = 'data.s.matches("^(a|aa)+$")';
const NASTY_TEXT = `${"a".repeat(60)}!`;

/** The functions `ingest` and `fan-out`, and a tenant with these subscriptions. */
function filtering(subscriptions: Subscription[], options: { requestMs?: number; limitMs?: number } = {}) {
  const { requestMs = 5, limitMs = 20 } = options;
  const [logger, metrics] = [capturingLogger(), capturingMetrics()];
  let nowMs = NOW;
  const pipeline = memoryPipeline({ now: () => nowMs, sender, logger, metrics });
  const { world, ingestPorts, fanOutPorts, deliveries, pages } = pipeline;
  const { keyId, secretHash, text: key } = newApiKey("acme");
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt: AT });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt: AT });
  for (const one of subscriptions) world.subscriptions.put(`acme/${one.id}`, one);
  const ingest = ingestHandler({ ...ingestPorts, evaluationOf: evaluations({ slowMs: requestMs }) });
  const fanOut = fanOutHandler({ ...fanOutPorts, decider: slowDecisions({ limitMs, eachMs: 2 * limitMs }) });
  const post = async (body: object) => {
    const request = httpRequest({ route: "POST /api/v1/events", key, body: JSON.stringify(body) });
    return JSON.parse((await ingest(request, invocationContext()))?.body ?? "null");
  };
  const fanOutAll = async () => {
    while ((await pollOnce(pages, fanOut)) > 0);
  };
  const queuedFor = ({ id }: Subscription) =>
    deliveries.receive(1000).flatMap(({ body }) => {
      const task = decodeTask(body);
      return task?.subscriptionId === id ? [task.event.id] : [];
    });
  const eventOf = async (id: string) => {
    const ulid = world.events.values().find((event) => event.id === id)?.ulid ?? "";
    return await fanOutPorts.log.getEvent(tenantIn(world), ulid);
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { ...pipeline, lines: logger.lines, published: metrics.published, post, fanOutAll, queuedFor, eventOf, pass };
}

describe("a list of 40 events, with one subscription whose filter never ends", () => {
  const slow = subscriptionOf({ filter: NASTY });
  const events = Array.from({ length: 40 }, (_, n) => ({ type: "a", data: { n, s: NASTY_TEXT } }));

  it.each(["true", 'data.s.matches("^a")'])("reaches a neighbour with the filter %s 40 times", async (filter) => {
    const neighbour = subscriptionOf({ filter });
    const { post, fanOutAll, queuedFor } = filtering([slow, neighbour], { requestMs: 200 });
    const answer: { events: { deliveries: number; undecided: number }[] } = await post({ events });
    expect(answer.events.map(({ deliveries, undecided }) => deliveries + undecided)).toEqual(Array(40).fill(2));
    await fanOutAll();
    expect(queuedFor(neighbour)).toHaveLength(40);
  });

  it("reaches every neighbour in the end, even if many slow filters use up the time of the request", async () => {
    const neighbour = subscriptionOf({ filter: 'data.s.matches("^a")' });
    const others = Array.from({ length: 12 }, (_, n) => subscriptionOf({ filter: `${NASTY} || data.s == "${n}"` }));
    const { post, fanOutAll, queuedFor } = filtering([...others, neighbour], { requestMs: 200 });
    const answer = await post({ events: events.slice(0, 4) });
    expect(answer.events.at(-1).undecided).toBe(13);
    await fanOutAll();
    expect(new Set(queuedFor(neighbour)).size).toBe(4);
  }, 60_000);
});

describe("a match that takes more time than the request has", () => {
  /** Takes about 20 ms on this machine, more than the request allows and less than the decision does. */
  const list = Array.from({ length: 300 }, (_, n) => n);
  const LONG = "data.list.all(x, data.list.all(y, x + y >= 0))";

  it("gives a delivery later, which the event's record has", async () => {
    const subscription = subscriptionOf({ filter: LONG });
    const { post, fanOutAll, queuedFor, eventOf } = filtering([subscription], { limitMs: 5_000 });
    const { id, deliveries, undecided } = await post({ type: "a", data: { list } });
    expect([deliveries, undecided]).toEqual([0, 1]);
    expect(await eventOf(id)).toMatchObject({ undecidedIds: [subscription.id], subscriptionIds: [] });
    await fanOutAll();
    expect(queuedFor(subscription)).toEqual([id]);
    expect(await eventOf(id)).toMatchObject({ subscriptionIds: [subscription.id] });
  });

  it("is decided by the settings that the subscription has then", async () => {
    const subscription = subscriptionOf({ filter: LONG });
    const { post, fanOutAll, queuedFor, eventOf, world } = filtering([subscription]);
    const { id } = await post({ type: "a", data: { list } });
    world.subscriptions.put(`acme/${subscription.id}`, { ...subscription, filter: "false" });
    await fanOutAll();
    expect([queuedFor(subscription), (await eventOf(id))?.misses]).toEqual([
      [],
      [{ subscriptionId: subscription.id, step: "filter", reason: undefined }],
    ]);
  });

  it.each([
    ["pull", "pending", { pull: true as const }],
    ["an inactive", "skipped", { active: false }],
  ])("is recorded for %s subscription as %s", async (_kind, state, fields) => {
    const subscription = subscriptionOf({ filter: LONG, ...fields });
    const { post, fanOutAll, queuedFor, world } = filtering([subscription], { limitMs: 5_000 });
    await post({ type: "a", data: { list } });
    await fanOutAll();
    expect(queuedFor(subscription)).toEqual([]);
    expect(world.deliveries.values()).toMatchObject([{ subscriptionId: subscription.id, state }]);
  });

  it("gives no delivery when the event's content was erased in the meantime", async () => {
    const subscription = subscriptionOf({ filter: LONG });
    const { post, fanOutAll, queuedFor, world } = filtering([subscription], { limitMs: 5_000 });
    const { id } = await post({ type: "a", data: { list } });
    const [event] = world.events.values();
    if (!event) throw new Error("there is an event");
    world.events.put(`acme~ABCDEFGH/${event.ulid}`, { ...event, data: "null", contentErasedAt: AT });
    await fanOutAll();
    expect([event.id, queuedFor(subscription), world.laterMatches.values()]).toEqual([id, [], []]);
  });

  it.each([
    ["a delivery by message", {}],
    ["a pull subscription", { pull: true as const }],
  ])("ends if the event's content is erased while the match is recorded: %s", async (_name, fields) => {
    const subscription = subscriptionOf({ filter: LONG, ...fields });
    const { post, fanOutAll, queuedFor, world, fanOutPorts, eventOf } = filtering([subscription], { limitMs: 5_000 });
    const { decisions, log, editor } = fanOutPorts;
    const { id } = await post({ type: "a", data: { list } });
    const event = await eventOf(id);
    if (!event) throw new Error("there is an event");
    const ports = { log, editor, now: world.now, eraser: memoryContentEraser(world) };
    const recipients = memoryUnlistedRecipients(world);
    const erase = eraseContent({ ...ports, recipients, subscriptions: memorySubscriptionStore(world) });
    const { putLaterMatches } = decisions;
    decisions.putLaterMatches = async (matches) => {
      await erase(event);
      await putLaterMatches(matches);
    };
    await fanOutAll();
    expect(queuedFor(subscription)).toEqual([]);
    expect(await eventOf(id)).toMatchObject({ subscriptionIds: [subscription.id] });
    expect(world.deliveries.values()).toMatchObject([{ state: "cancelled", contentErasedAt: AT }]);
  });

  it("is sent once it is recorded, even if a failure and a change of the filter come between", async () => {
    const subscription = subscriptionOf({ filter: LONG });
    const { post, fanOutAll, queuedFor, eventOf, world, pass } = filtering([subscription], { limitMs: 5_000 });
    const { id } = await post({ type: "a", data: { list } });
    world.faults.failNext("send", { when: "before" });
    await fanOutAll();
    world.subscriptions.put(`acme/${subscription.id}`, { ...subscription, filter: "false" });
    pass(10_000);
    await fanOutAll();
    expect(await eventOf(id)).toMatchObject({ subscriptionIds: [subscription.id] });
    expect(queuedFor(subscription)).toEqual([id]);
  });

  it.each(["putLaterMatches", "send", "loadContext", "readLog"] as const)(
    "is decided again after a failure in %s",
    async (call) => {
      const subscription = subscriptionOf({ filter: LONG });
      const { post, fanOutAll, queuedFor, world, pass, lines } = filtering([subscription], { limitMs: 5_000 });
      const { id } = await post({ type: "a", data: { list } });
      world.faults.failNext(call, { when: "before" });
      await fanOutAll();
      expect(queuedFor(subscription)).toEqual([]);
      const error = expect.objectContaining({ name: "PipelineFault", message: expect.any(String) });
      const messageId = expect.stringMatching(/^m/);
      // A busy machine may also find the filter slow.
      const errors = lines.filter(({ level }) => level === "ERROR");
      expect(errors).toEqual([{ level: "ERROR", message: "page put off", messageId, eventId: id, error }]);
      pass(10_000);
      await fanOutAll();
      expect(queuedFor(subscription)).toEqual([id]);
    },
  );
});

describe("a filter that never ends", () => {
  it("is recorded, logged, counted and shown to its owner", async () => {
    const subscription = subscriptionOf({ filter: NASTY });
    const { post, fanOutAll, eventOf, world, queuedFor, lines, published } = filtering([subscription]);
    const { id } = await post({ type: "a", data: { s: NASTY_TEXT } });
    await fanOutAll();
    const reason = "The filter took longer than 20 ms, so it does not match.";
    expect((await eventOf(id))?.misses).toEqual([
      { subscriptionId: subscription.id, step: "filter", reason: "took longer than 20 ms" },
    ]);
    expect(queuedFor(subscription)).toEqual([]);
    const facts = { tenantId: "acme", subscriptionId: subscription.id, eventId: id, reason };
    expect(lines).toEqual([{ level: "WARN", message: "a subscription's filter is slow", ...facts }]);
    expect(published).toEqual([{ SlowFilter: 1 }]);
    expect(world.filterProblems.get(subscription.id)).toEqual({ at: AT, reason });
  });

  it("of an event that is sent again is undecided again", async () => {
    const { post } = filtering([subscriptionOf({ filter: NASTY })]);
    const event = { type: "a", id: "x", data: { s: NASTY_TEXT } };
    const first = await post(event);
    expect(await post(event)).toEqual({ ...first, duplicate: true, undecided: 1 });
  });
});
