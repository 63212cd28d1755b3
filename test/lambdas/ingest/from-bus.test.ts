import { describe, expect, it } from "vitest";
import { waitAfterFault } from "../../../lib/core/delivery/retry.ts";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { INTAKE_RECEIVES } from "../../../lib/core/limits.ts";
import { busEventText } from "../../support/bus-event.ts";
import { capturingLogger, capturingMetrics } from "../../support/capturing.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { memoryPipeline, pollOnce } from "../../support/memory/memory-pipeline.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

/** The tenants `acme` and `other`, each with a subscription, and the queue of events from the bus. */
function intaking() {
  let nowMs = NOW;
  const [logger, metrics] = [capturingLogger(), capturingMetrics()];
  const pipeline = memoryPipeline({ now: () => nowMs, sender, logger, metrics });
  const { world, intake, ingest, deliveries } = pipeline;
  const createdAt = new Date(NOW).toISOString();
  for (const id of ["acme", "other"]) {
    world.tenants.put(id, { id, incarnation: "ABCDEFGH", name: id, version: 1, createdAt });
    const subscription = subscriptionOf({ tenantId: id });
    world.subscriptions.put(`${id}/${subscription.id}`, subscription);
  }
  let admissions = 0;
  const { admission } = pipeline.ingestPorts;
  const { admit } = admission;
  admission.admit = (...args) => {
    admissions++;
    return admit(...args);
  };
  return {
    ...pipeline,
    lines: logger.lines,
    published: metrics.published,
    put: (...texts: string[]) => texts.map((text) => intake.send(text)),
    poll: () => pollOnce(intake, ingest),
    pass: (seconds: number) => {
      nowMs += seconds * 1000;
    },
    admissions: () => admissions,
    queued: () => deliveries.receive(1000).flatMap(({ body }) => decodeTask(body)?.event ?? []),
  };
}

describe("an event from the bus", () => {
  it("is queued, with EventBridge's id and time", async () => {
    const { put, poll, queued, world } = intaking();
    put(busEventText({ tenantId: "acme", data: { n: 1 } }, { time: "2025-12-31T23:00:00Z" }));
    await poll();
    expect(queued()[0]).toMatchObject({ id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718", data: '{"n":1}' });
    expect(world.events.values()).toMatchObject([{ occurredAt: "2025-12-31T23:00:00.000Z" }]);
  });

  it("keeps the text of its data", async () => {
    const { put, poll, queued } = intaking();
    const data = '{ "price":1.10, "big":9223372036854775807, "10":1, "9":2, "text":"\\u00e9 {\\"data\\":1}" }';
    put(busEventText(`{"data": ${data} ,"tenantId":"acme"}`));
    await poll();
    expect(queued().map((event) => event.data)).toEqual([data]);
  });

  it("delivered twice by EventBridge is queued once", async () => {
    const { put, poll, queued } = intaking();
    const text = busEventText({ tenantId: "acme", data: 1 });
    put(text, text);
    await poll();
    put(text);
    await poll();
    expect(queued()).toHaveLength(1);
  });

  it("with its own id is the same event at another time, under another id of EventBridge", async () => {
    const { put, poll, queued, world } = intaking();
    const detail = { tenantId: "acme", id: "own", data: 1 };
    put(busEventText(detail, { id: "eb-1" }));
    await poll();
    put(busEventText(detail, { id: "eb-2", time: "2026-01-02T03:04:05Z" }));
    await poll();
    expect([queued().length, world.rejected.values()]).toEqual([1, []]);
  });
});

it("an event that was sent to a tenant before it was deleted doesn't reach a new tenant with its id", async () => {
  const { put, poll, pass, queued, world } = intaking();
  const detail = (n: number) => busEventText({ tenantId: "acme", id: `e${n}`, data: n });
  put(detail(1));
  pass(60);
  const createdAt = new Date(NOW + 30_000).toISOString();
  world.tenants.put("acme", { id: "acme", incarnation: "HGFEDCBA", name: "acme", version: 1, createdAt });
  put(detail(2));
  await poll();
  expect(queued().map(({ id }) => id)).toEqual(["e2"]);
  expect(world.rejected.values()).toMatchObject([{ tenantId: "acme", errors: [{ path: "/detail/tenantId" }] }]);
});

describe("a batch from the bus", () => {
  const detail = (n: number, tenantId = "acme") => busEventText({ tenantId, id: `e${n}`, data: n });

  it("takes one admission for each tenant", async () => {
    const { put, poll, admissions, queued } = intaking();
    put(...[1, 2, 3].map((n) => detail(n)), ...[4, 5].map((n) => detail(n, "other")));
    expect(await poll()).toBe(5);
    expect([admissions(), queued().length]).toEqual([2, 5]);
  });

  it("with bad events accepts the others", async () => {
    const { put, poll, queued, world, intake } = intaking();
    put(detail(1));
    await poll();
    const clash = busEventText({ tenantId: "acme", id: "e1", data: "another" });
    put(detail(2), clash, "not JSON", detail(3, "nobody"), detail(4, "other"), detail(5));
    await poll();
    expect(
      queued()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(["e1", "e2", "e4", "e5"]);
    expect(
      world.rejected
        .values()
        .map(({ errors }) => errors[0]?.path)
        .sort(),
    ).toEqual(["", "/detail/id", "/detail/tenantId"]);
    expect(intake.size()).toBe(0);
  });

  it("with two events of one id accepts one of them", async () => {
    const { put, poll, queued, world } = intaking();
    const other = busEventText({ tenantId: "acme", id: "e1", data: "another" });
    put(detail(1), other);
    await poll();
    expect(queued().map(({ data }) => data)).toEqual(["1"]);
    expect(world.rejected.values()).toMatchObject([{ eventId: "e1", body: other }]);
  });

  it("keeps what a failure inside Posthorn concerns, and no more", async () => {
    const { put, poll, queued, world, intake } = intaking();
    world.faults.failNext("admit", { when: "before" });
    put(detail(1), detail(2, "other"), "not JSON");
    await poll();
    expect([queued().map(({ id }) => id), world.rejected.values().length, intake.size()]).toEqual([["e2"], 1, 1]);
  });
});

describe("a failure inside Posthorn", () => {
  const text = busEventText({ tenantId: "acme", data: 1 });

  it.each(["admit", "listSubscriptions", "claimEvents", "send", "putEvents"] as const)(
    "in %s lets the event come back after a wait that grows",
    async (call) => {
      const { put, poll, queued, world, intake, pass, lines, published } = intaking();
      const [messageId] = put(text);
      for (const receives of [1, 2, 3]) {
        world.faults.failNext(call, { when: "before" });
        await poll();
        expect(intake.nextVisibleAtMs()).toBe(world.now() + waitAfterFault(receives, 0.5) * 1000);
        pass(waitAfterFault(receives, 0.5));
      }
      const line = { level: "ERROR", message: "event from the bus put off", messageId };
      const error = expect.objectContaining({ name: "PipelineFault", message: expect.any(String) });
      expect(lines).toEqual(Array(3).fill({ ...line, error }));
      expect(published).toEqual([]);
      await poll();
      expect(new Set(queued().map(({ id }) => id)).size).toBe(1);
      expect([intake.size(), world.events.values().length, world.rejected.values()]).toEqual([0, 1, []]);
    },
  );

  it("that lasts leaves the event in the dead-letter queue", async () => {
    const { put, poll, world, intake, intakeDeadLetters, pass } = intaking();
    put(text);
    world.faults.decide = () => ({ when: "before" });
    for (let n = 0; n <= INTAKE_RECEIVES; n++) {
      await poll();
      pass(900);
    }
    expect(intake.size()).toBe(0);
    expect(intakeDeadLetters.receive(10).map(({ body }) => body)).toEqual([text]);
  });

  it("in recording a rejected event loses nothing", async () => {
    const { put, poll, world, intake, pass } = intaking();
    put("not JSON");
    world.faults.failNext("writeRejected", { when: "before" });
    await poll();
    expect([intake.size(), world.rejected.values()]).toEqual([1, []]);
    pass(900);
    await poll();
    expect([intake.size(), world.rejected.values().length]).toEqual([0, 1]);
  });
});

describe("a rejected event", () => {
  const rejections: [string, string, string, string][] = [
    ["an unknown tenant", busEventText({ tenantId: "nobody", data: 1 }), "Unknown tenant.", "/detail/tenantId"],
    ["a tenant that can't exist", busEventText({ tenantId: "a b", data: 1 }), "fields", "/detail/tenantId"],
    ["no tenant", busEventText({ data: 1 }), "fields", "/detail/tenantId"],
    ["no data", busEventText({ tenantId: "acme" }), "fields", "/detail/data"],
    ["an unknown field", busEventText({ tenantId: "acme", data: 1, x: 1 }), "fields", "/detail/x"],
    ["another detail-type", busEventText({ tenantId: "acme", data: 1 }, { type: "A  b" }), "fields", "/detail-type"],
    ["no detail", busEventText(null), "fields", "/detail"],
    ["no JSON", "{", "JSON", ""],
    [
      "data nested too deeply",
      busEventText(`{"tenantId":"acme","data":${"[".repeat(20_000)}${"]".repeat(20_000)}}`),
      "too deeply",
      "/detail/data",
    ],
    ["too much data", busEventText({ tenantId: "acme", data: "x".repeat(262_143) }), "too large", "/detail/data"],
  ];

  it.each(rejections)("with %s is recorded and logged, and leaves the queue", async (_case, text, reason, path) => {
    const { put, poll, queued, world, intake, lines, published } = intaking();
    put(text);
    await poll();
    expect([queued(), intake.size(), world.events.values()]).toEqual([[], 0, []]);
    const [rejection] = world.rejected.values();
    expect(rejection).toMatchObject({ rejectedAt: "2026-01-01T00:00:00.000Z", errors: [{ path }], body: text });
    expect(rejection?.reason).toContain(reason);
    const { body: _body, ...facts } = rejection ?? {};
    expect(lines).toEqual([{ level: "ERROR", message: "event rejected", ...facts }]);
    expect(published).toEqual([{ RejectedEvents: 1, function: "test" }]);
  });

  it("is recorded with its first 20 problems, and 200 characters of each name", async () => {
    const { put, poll, world } = intaking();
    const unknown = Array.from({ length: 30 }, (_, n) => [`${"x".repeat(300)}${n}`, 1]);
    const type = "t".repeat(300);
    put(busEventText({ tenantId: "acme", data: 1, ...Object.fromEntries(unknown) }, { type }));
    await poll();
    const [rejection] = world.rejected.values();
    expect([rejection?.errors.length, rejection?.type?.length]).toEqual([20, 200]);
    expect(Math.max(...(rejection?.errors ?? []).map(({ path }) => path.length))).toBe(201);
  });

  it("is recorded once, however often SQS delivers it", async () => {
    const { put, poll, world, intake } = intaking();
    const [messageId = ""] = put("not JSON");
    await poll();
    intake.redeliver(messageId);
    await poll();
    put("not JSON");
    await poll();
    expect(world.rejected.values()).toHaveLength(2);
  });

  it("that was redriven loses its record when it is accepted", async () => {
    const { put, poll, world, intake, queued, pass } = intaking();
    put(busEventText({ tenantId: "late", data: 1 }));
    await poll();
    const [rejection] = world.rejected.values();
    const redrive = () => intake.send(rejection?.body ?? "", undefined, 0, { rejectedEventId: rejection?.id ?? "" });
    pass(60);
    redrive();
    await poll();
    expect(world.rejected.values()).toEqual([{ ...rejection, rejectedAt: "2026-01-01T00:01:00.000Z" }]);
    const acme = world.tenants.get("acme");
    if (acme) world.tenants.put("late", { ...acme, id: "late" });
    redrive();
    await poll();
    expect([world.rejected.values(), queued().length, world.events.values().length]).toEqual([[], 0, 1]);
  });
});
