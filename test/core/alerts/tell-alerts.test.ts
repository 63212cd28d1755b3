import { describe, expect, it } from "vitest";
import type { AlertFacts } from "../../../lib/core/alerts/alert.ts";
import { type TellPorts, tellAlerts } from "../../../lib/core/alerts/tell-alerts.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { deliveryAt, iso, subscriptionAt, T0 } from "../../support/contracts/sample-records.ts";
import type { PortCall } from "../../support/memory/fault-plan.ts";
import { telling } from "../../support/memory/memory-telling.ts";

const failing: AlertFacts["subscription.failing"] = { since: iso(T0 - 600_000), why: "it failed" };
const byHand = { reason: "by-hand", by: "admin" } as const;

/** The alerts that machines were not told of, and those that people were not told of. */
const untold = ({ outbox }: TellPorts) =>
  Promise.all([outbox.listUntold("machines", 10), outbox.listUntold("people", 10)]);

const idsIn = (bodies: { body: string }[]): string[] => bodies.map(({ body }) => JSON.parse(body).id);

describe("an alert", () => {
  it("is told to machines at once, with the subscription's URL and name", async () => {
    const { tell, raise, subscribe, published, intake } = telling();
    const about = subscribe({ name: "Invoices" });
    const id = raise("subscription.disabled", byHand, about);
    await tell();
    const { tenantId, url } = about;
    const detail = { id, at: iso(T0), tenantId, subscriptionId: about.id, url, name: "Invoices", ...byHand };
    expect(published).toEqual([{ type: "subscription.disabled", detail }]);
    expect(intake.receive(10).map(({ body }) => JSON.parse(body))).toEqual(
      ["_operator", "acme"].map((owner) => ({
        id,
        source: "posthorn",
        "detail-type": "posthorn.subscription.disabled",
        time: iso(T0),
        detail: { tenantId: owner, occurredAt: iso(T0), data: detail },
      })),
    );
  });

  it("is told to people after a minute", async () => {
    const { tell, raise, messages, pass } = telling();
    raise("subscription.failing", failing);
    pass(59);
    await tell();
    expect(messages).toEqual([]);
    pass(1);
    await tell();
    expect(messages.map(({ subject }) => subject)).toEqual(["[posthorn test] Endpoint failing (acme)"]);
  });

  it("is told once", async () => {
    const { tell, raise, messages, published, intake, pass, world } = telling();
    raise("subscription.failing", failing);
    for (const seconds of [0, 60, 600, 6_000]) {
      pass(seconds);
      await tell();
    }
    expect([published.length, intake.receive(10).length, messages.length]).toEqual([1, 2, 1]);
    expect(world.alerts.values()).toMatchObject([{ told: { machinesAt: iso(T0), peopleAt: iso(T0 + 60_000) } }]);
  });

  it("is told without a URL and a name after its subscription was deleted", async () => {
    const { tell, raise, subscribe, published, messages, world, pass } = telling();
    const about = subscribe();
    raise("subscription.failing", failing, about);
    world.subscriptions.delete(`acme/${about.id}`);
    pass(60);
    await tell();
    expect(published[0]?.detail).toEqual({
      ...{ id: expect.any(String), at: iso(T0), tenantId: "acme", subscriptionId: about.id },
      ...failing,
    });
    expect(messages[0]?.text).toContain("(the subscription was deleted)");
  });

  it("needs no people", async () => {
    const { tell, raise, world } = telling({ people: false });
    raise("subscription.failing", failing);
    await tell();
    expect(world.alerts.values()).toMatchObject([{ told: { machinesAt: iso(T0), peopleAt: iso(T0) } }]);
  });
});

describe("nobody is told of an alert", () => {
  it.each([
    ["of the operator's webhooks", { tenantId: "_operator" }],
    ["of webhooks that get nothing but alerts", { events: ["posthorn.*", "posthorn.delivery.exhausted"] }],
  ])("%s, but the list has it", async (_name, fields) => {
    const { tell, raise, subscribe, published, messages, intake, world, pass, ports } = telling();
    raise("subscription.failing", failing, subscribe(fields));
    pass(60);
    await tell();
    expect([published, messages, intake.receive(10)]).toEqual([[], [], []]);
    expect(world.alerts.values()).toHaveLength(1);
    expect(await untold(ports)).toEqual([[], []]);
  });

  it("but of webhooks that get other events too", async () => {
    const { tell, raise, subscribe, published } = telling();
    raise("subscription.failing", failing, subscribe({ events: ["posthorn.*", "invoice.*"] }));
    await tell();
    expect(published).toHaveLength(1);
  });
});

describe("messages for people", () => {
  it("are one for 200 endpoints that fail at once, and one for those that fail soon after", async () => {
    const { tell, raise, messages, pass } = telling();
    for (let n = 0; n < 200; n++) raise("subscription.failing", failing);
    const everyMinute = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        pass(60);
        await tell();
      }
    };
    await everyMinute(2);
    for (let n = 0; n < 50; n++) raise("subscription.recovered", { failingSince: failing.since });
    await everyMinute(30);
    expect(messages.map(({ subject }) => subject)).toEqual([
      "[posthorn test] 200 alerts: 200 endpoints failing",
      "[posthorn test] 50 alerts: 50 endpoints recovered",
    ]);
  });

  it("come ten minutes apart", async () => {
    const { tell, raise, messages, pass } = telling();
    raise("subscription.failing", failing);
    pass(60);
    await tell();
    raise("subscription.failing", failing);
    pass(599);
    await tell();
    expect(messages).toHaveLength(1);
    pass(1);
    await tell();
    expect(messages).toHaveLength(2);
  });

  it("are sent once by two functions at the same time", async () => {
    const { ports, raise, messages, pass } = telling();
    raise("subscription.failing", failing);
    pass(60);
    await Promise.all([tellAlerts(ports)(), tellAlerts(ports)()]);
    expect(messages).toHaveLength(1);
  });
});

describe("deliveries that used up their attempts", () => {
  const subscription = subscriptionAt("acme", T0);
  const exhausted = (count: number): Delivery[] =>
    Array.from({ length: count }, (_, n) =>
      deliveryAt(subscription, T0 + n, { state: "exhausted", failure: "http-500", lastStatus: 500 }),
    );

  it("are one alert after five minutes, and not on the bus, which has each of them", async () => {
    const { tell, digests, pass, messages, published, intake, world } = telling();
    await digests.addExhausted(exhausted(3));
    pass(299);
    await tell();
    expect(world.alerts.values()).toEqual([]);
    pass(1);
    await tell();
    pass(60);
    await tell();
    expect(world.alerts.values()).toMatchObject([{ type: "delivery.exhausted", facts: { count: 3 } }]);
    expect([published.length, intake.receive(10).length, messages.length]).toEqual([0, 2, 1]);
  });
});

describe("after a failure", () => {
  const calls = [
    "readAlerts",
    "writeAlerts",
    "readDigests",
    "loadContext",
    "publishAlerts",
    "sendOwnEvents",
    "sendMessage",
  ] as const satisfies PortCall[];
  const faults = calls.flatMap((call) => [
    ...([0, 1, 2] as const).map((skipped) => [call, "before", skipped] as const),
    ...([0, 1, 2] as const).map((skipped) => [call, "after", skipped] as const),
  ]);

  it.each(faults)(
    "of %s, %s its effect, after %i calls, every alert is told, with its id",
    async (call, when, after) => {
      const { tell, raise, messages, published, intake, pass, world, ports } = telling();
      const ids = [raise("subscription.failing", failing), raise("subscription.disabled", byHand)];
      let left = after;
      world.faults.decide = (operation) => (operation === call && left-- === 0 ? { when } : undefined);
      for (let minute = 0; minute < 15; minute++) {
        pass(60);
        await tell().catch(() => undefined);
      }
      expect(new Set(published.map(({ detail }) => detail.id))).toEqual(new Set(ids));
      const sent = intake.receive(100);
      expect(new Set(idsIn(sent))).toEqual(new Set(ids));
      expect(new Set(sent.map(({ body }) => JSON.parse(body).detail.tenantId))).toEqual(new Set(["_operator", "acme"]));
      const text = messages.map((message) => message.text).join();
      expect(text).toContain("ENDPOINT FAILING");
      expect(text).toContain("SUBSCRIPTION DISABLED BY A REQUEST");
      expect(messages.length).toBeLessThanOrEqual(2);
      expect(await untold(ports)).toEqual([[], []]);
      expect(world.alerts.values().every(({ told }) => told.machinesAt && told.peopleAt)).toBe(true);
    },
  );

  it("of the bus, people are told anyway, and the function fails", async () => {
    const { tell, raise, messages, pass, world } = telling();
    raise("subscription.failing", failing);
    world.faults.failNext("publishAlerts", { when: "before" });
    pass(60);
    await expect(tell()).rejects.toMatchObject({ name: "PipelineFault" });
    expect(messages).toHaveLength(1);
  });

  it("of one digest, the others become alerts", async () => {
    const { tell, digests, pass, world } = telling();
    const [first, second] = [subscriptionAt("acme", T0), subscriptionAt("acme", T0 + 1)];
    await digests.addExhausted([deliveryAt(first, T0), deliveryAt(second, T0)]);
    pass(300);
    world.faults.failNext("raiseDigest", { when: "before" });
    await expect(tell()).rejects.toMatchObject({ name: "PipelineFault" });
    expect(world.alerts.values()).toHaveLength(1);
    await tell();
    expect(world.alerts.values()).toHaveLength(2);
  });
});
