import { describe, expect, it } from "vitest";
import {
  attempted,
  attemptsBeforeRun,
  cancelled,
  ended,
  erased,
  fetched,
  held,
  heldUntried,
  isFinal,
  isStale,
  letGo,
  nextRun,
  queuedRun,
  renewed,
  rowInRun,
  tested,
  untried,
} from "../../../lib/core/delivery/lifecycle.ts";
import type { Outcome } from "../../../lib/core/delivery/outcome.ts";
import { timeOfUlid } from "../../../lib/core/ids.ts";
import type { Attempt } from "../../../lib/core/model/attempt.ts";
import type { Delivery, DeliveryState } from "../../../lib/core/model/delivery.ts";
import { deliveryInState, STATES, taskOfRun } from "../../support/delivery-states.ts";

const NOW_MS = Date.parse("2026-02-01T00:00:00.000Z");
const NOW = new Date(NOW_MS).toISOString();

const attempt: Attempt = {
  number: 3,
  at: "2026-01-31T23:59:59.000Z",
  url: "https://receiver.example/hook",
  status: 503,
  timings: { total: 12.5 },
  trigger: "scheduled",
  excerpt: "",
};

/** The state that a transition leads to from each state; undefined where it leaves the delivery as it is. */
type Table = Record<DeliveryState, DeliveryState | undefined>;

const ALWAYS_PENDING: Table = {
  pending: "pending",
  retrying: "pending",
  held: "pending",
  delivered: "pending",
  exhausted: "pending",
  skipped: "pending",
  cancelled: "pending",
};

const ALWAYS_CANCELLED: Table = {
  pending: "cancelled",
  retrying: "cancelled",
  held: "cancelled",
  delivered: "cancelled",
  exhausted: "cancelled",
  skipped: "cancelled",
  cancelled: "cancelled",
};

const STAYING = { delivered: "delivered", exhausted: "exhausted", skipped: "skipped", cancelled: "cancelled" } as const;

const STAYS = { delivered: undefined, exhausted: undefined, skipped: undefined, cancelled: undefined } as const;

const TRANSITIONS: [name: string, (row: Delivery) => Delivery | undefined, Table][] = [
  [
    "cancelled",
    (row) => cancelled(row, NOW_MS),
    { pending: "cancelled", retrying: "cancelled", held: "cancelled", ...STAYS },
  ],
  ["erased", (row) => erased(row, NOW), { ...STAYING, pending: "cancelled", retrying: "cancelled", held: "cancelled" }],
  [
    "queuedRun, over the row of an event that was erased",
    (row) =>
      queuedRun(nextRun(deliveryInState("exhausted"), { trigger: "manual" }, NOW_MS), { ...row, contentErasedAt: NOW }),
    { ...ALWAYS_CANCELLED, delivered: undefined },
  ],
  [
    "renewed, by a try that came late",
    (row) => renewed({ ...row, contentErasedAt: NOW }, deliveryInState("pending"), NOW_MS),
    { ...STAYS, pending: undefined, retrying: undefined, held: undefined },
  ],
  ["fetched", (row) => fetched(row, NOW_MS), { pending: "delivered", retrying: undefined, held: undefined, ...STAYS }],
  [
    "letGo",
    (row) => letGo({ ...row, heldFor: "breaker" }, deliveryInState("held"), NOW_MS),
    { ...STAYS, pending: undefined, retrying: undefined, held: "pending" },
  ],
  ["nextRun", (row) => nextRun(row, { trigger: "manual" }, NOW_MS), ALWAYS_PENDING],
  [
    "queuedRun, over a row that others changed",
    (row) => queuedRun(nextRun(deliveryInState("exhausted"), { trigger: "manual" }, NOW_MS), row),
    { ...ALWAYS_PENDING, delivered: undefined },
  ],
];

describe.each(TRANSITIONS)("%s", (_name, transition, table) => {
  it.each(STATES)("from %s", (state) => {
    const before = deliveryInState(state);
    const after = transition(before);
    expect(after?.state).toBe(table[state]);
    expect(before).toEqual(deliveryInState(state));
    if (!after) return;
    expect(after).toMatchObject({ id: before.id, createdAt: before.createdAt, updatedAt: NOW });
    expect([after.nextAttemptAt, after.heldFor]).toEqual([undefined, undefined]);
  });
});

describe("isFinal", () => {
  const WAITING: DeliveryState[] = ["pending", "retrying", "held"];

  it.each(STATES)("of %s", (state) => {
    expect(isFinal({ state })).toBe(!WAITING.includes(state));
  });
});

describe("attempted", () => {
  const outcomes: [Outcome, Partial<Delivery>][] = [
    [
      { state: "delivered", waitSeconds: 0 },
      { nextAttemptAt: undefined, failure: undefined },
    ],
    [
      { state: "retrying", failure: "http-503", waitSeconds: 30 },
      { nextAttemptAt: "2026-02-01T00:00:30.000Z", failure: "http-503" },
    ],
    [
      { state: "exhausted", failure: "http-503", waitSeconds: 0 },
      { nextAttemptAt: undefined, failure: "http-503" },
    ],
  ];

  it.each(outcomes)("leads to %o", (outcome, expected) => {
    const row = deliveryInState("retrying", { attempts: 2, failure: "dns", test: true });
    const after = attempted(taskOfRun(0), row, attempt, outcome, NOW_MS);
    const latest = { state: outcome.state, attempts: 3, lastStatus: 503, latencyMs: 12.5 };
    expect(after).toMatchObject({ ...latest, ...expected, createdAt: row.createdAt, updatedAt: NOW, test: true });
  });

  it("creates the row of a delivery without a row, created when its event came in", () => {
    const task = taskOfRun(0, { queuedAt: NOW });
    const after = attempted(task, undefined, { ...attempt, number: 1 }, { state: "delivered", waitSeconds: 0 }, NOW_MS);
    expect(after).toMatchObject({ id: task.deliveryId, createdAt: timeOfUlid(task.event.ulid), attempts: 1, run: 0 });
  });

  it("of a new run counts the attempts of earlier runs, and keeps the message's cause", () => {
    const task = taskOfRun(2, { trigger: "replay", replayId: "rpl_1" });
    const row = deliveryInState("exhausted", { run: 1, attempts: 6, attemptsBeforeRun: 4 });
    const after = attempted(task, row, { ...attempt, number: 7 }, { state: "delivered", waitSeconds: 0 }, NOW_MS);
    expect(after).toMatchObject({ run: 2, attempts: 7, attemptsBeforeRun: 6, trigger: "replay", replayId: "rpl_1" });
  });
});

describe("a delivery that is held", () => {
  const FAILED: Outcome = { state: "held", heldFor: "paused", failure: "http-429", waitSeconds: 0 };

  it("by deliver keeps its attempts and its run, and makes its message stale", () => {
    const row = deliveryInState("retrying", { attempts: 2, attemptsBeforeRun: 1, failure: "dns", holds: 3 });
    const task = taskOfRun(0, { holds: 3 });
    const after = held(task, row, "breaker", NOW_MS);
    expect(after).toMatchObject({ state: "held", heldFor: "breaker", holds: 4, attempts: 2, attemptsBeforeRun: 1 });
    expect([after.nextAttemptAt, after.failure, isStale(task, after)]).toEqual([undefined, "dns", true]);
  });

  it("by deliver before its first attempt gets a row", () => {
    const after = held(taskOfRun(0), undefined, "paused", NOW_MS);
    expect(after).toMatchObject({ state: "held", heldFor: "paused", holds: 1, attempts: 0, updatedAt: NOW });
  });

  it("when its event comes in has the row that deliver would write", () => {
    const { event } = taskOfRun(0);
    const accepted = { ...event, receivedAt: timeOfUlid(event.ulid), subscriptionIds: ["sub_A"] };
    const after = heldUntried(accepted, "sub_A", "breaker");
    expect(after).toMatchObject({ state: "held", heldFor: "breaker", holds: 1, attempts: 0, run: 0 });
    const task = { ...taskOfRun(0), deliveryId: after.id, subscriptionId: "sub_A" };
    const byDeliver = held(task, undefined, "breaker", Date.parse(accepted.receivedAt));
    expect(JSON.parse(JSON.stringify(after))).toEqual(JSON.parse(JSON.stringify(byDeliver)));
  });

  it("after an attempt uses up no retry", () => {
    const row = deliveryInState("retrying", { attempts: 2, attemptsBeforeRun: 0 });
    const after = attempted(taskOfRun(0), row, attempt, FAILED, NOW_MS);
    expect(after).toMatchObject({ state: "held", heldFor: "paused", holds: 1, attempts: 3, attemptsBeforeRun: 1 });
    expect(after).toMatchObject({ failure: "http-429", lastStatus: 503 });
  });

  it("after a probe has the same generation: its release's message isn't stale", () => {
    const row = deliveryInState("held", { attempts: 2, holds: 2, heldFor: "breaker" });
    const outcome: Outcome = { ...FAILED, heldFor: "breaker" };
    const after = attempted(taskOfRun(0, { holds: 2, probe: 0 }), row, attempt, outcome, NOW_MS);
    expect(after).toMatchObject({ state: "held", holds: 2, attempts: 3, attemptsBeforeRun: 1 });
  });

  it.each([
    [0, 0, "pending"],
    [3, 3, "pending"],
    [3, 2, "retrying"],
  ])("with %i attempts, %i of them before the run, is let go as %s", (attempts, attemptsBeforeRun, state) => {
    const row = deliveryInState("held", { attempts, attemptsBeforeRun, holds: 1, heldFor: "breaker" });
    const after = letGo(row, row, NOW_MS);
    expect(after).toMatchObject({ state, holds: 1, updatedAt: NOW });
    expect(after?.heldFor).toBeUndefined();
  });

  it.each<[string, Partial<Delivery>]>([
    ["held again", { holds: 2 }],
    ["in another run", { run: 1 }],
  ])("isn't let go if it is %s", (_case, change) => {
    const released = deliveryInState("held", { holds: 1 });
    expect(letGo({ ...released, ...change }, released, NOW_MS)).toBeUndefined();
  });

  it("begins a new run without a trace of it", () => {
    const row = deliveryInState("held", { holds: 3, heldFor: "breaker" });
    const after = nextRun(row, { trigger: "manual" }, NOW_MS);
    expect([after.holds, after.heldFor, isStale(taskOfRun(1), after)]).toEqual([undefined, undefined, false]);
  });
});

describe("ended", () => {
  it.each(["exhausted", "skipped", "cancelled"] as const)("as %s keeps what the latest attempt said", (state) => {
    const row = deliveryInState("retrying", { attempts: 2, lastStatus: 500, failure: "http-500", latencyMs: 3 });
    const after = ended(taskOfRun(0), row, state, NOW_MS);
    expect(after).toMatchObject({ state, attempts: 2, lastStatus: 500, failure: "http-500", latencyMs: 3 });
    expect([after.nextAttemptAt, after.updatedAt]).toEqual([undefined, NOW]);
  });
});

describe("the runs of a delivery", () => {
  it.each([
    [0, 0, { stale: false, inRun: true, before: 4 }],
    [1, 0, { stale: false, inRun: false, before: 6 }],
    [0, 1, { stale: true, inRun: false, before: 6 }],
  ])("a message of run %i and a row of run %i", (ofTask, ofRow, { stale, inRun, before }) => {
    const row = deliveryInState("retrying", { run: ofRow, attempts: 6, attemptsBeforeRun: 4 });
    const task = taskOfRun(ofTask);
    expect([isStale(task, row), rowInRun(task, row) === row, attemptsBeforeRun(task, row)]).toEqual([
      stale,
      inRun,
      before,
    ]);
  });

  it("a message without a row is of the first run, and not stale", () => {
    const task = taskOfRun(0);
    expect([isStale(task, undefined), rowInRun(task, undefined), attemptsBeforeRun(task, undefined)]).toEqual([
      false,
      undefined,
      0,
    ]);
  });

  it("a new run remembers its replay, and a retry by hand forgets an earlier one", () => {
    const replayed = nextRun(deliveryInState("skipped"), { trigger: "replay", replayId: "rpl_1" }, NOW_MS);
    expect(replayed).toMatchObject({ run: 1, trigger: "replay", replayId: "rpl_1" });
    expect(nextRun(replayed, { trigger: "manual" }, NOW_MS)).toMatchObject({ run: 2, replayId: undefined });
  });

  it.each([
    ["the run itself", 1],
    ["a later run", 2],
  ])("a queued run leaves a row of %s", (_name, run) => {
    const queued = nextRun(deliveryInState("exhausted"), { trigger: "manual" }, NOW_MS);
    expect(queuedRun(queued, deliveryInState("retrying", { run }))).toBeUndefined();
  });

  it("a queued run begins after the attempts that were recorded meanwhile", () => {
    const queued = nextRun(deliveryInState("retrying", { attempts: 1 }), { trigger: "manual" }, NOW_MS);
    expect(queuedRun(queued, deliveryInState("retrying", { attempts: 2 }))).toMatchObject({
      attempts: 2,
      attemptsBeforeRun: 2,
    });
    expect(queuedRun(queued, undefined)).toMatchObject({ attempts: 0, attemptsBeforeRun: 0 });
  });
});

describe("untried", () => {
  const event = {
    ...taskOfRun(0).event,
    receivedAt: "2026-01-01T00:00:01.000Z",
    subscriptionIds: ["sub_A", "sub_B"],
    skipped: 1,
  };

  it.each([
    ["sub_A", "pending"],
    ["sub_B", "skipped"],
  ])("the delivery to %s is %s", (subscriptionId, state) => {
    expect(untried(event, subscriptionId)).toMatchObject({ state, run: 0, attempts: 0, createdAt: event.receivedAt });
  });
});

describe("tested", () => {
  it.each(["delivered", "exhausted"] as const)("is %s after its one attempt", (state) => {
    const { event } = taskOfRun(0);
    const after = tested(event, "sub_A", { ...attempt, number: 1 }, { state, waitSeconds: 0 }, NOW_MS);
    expect(after).toMatchObject({
      state,
      attempts: 1,
      run: 0,
      trigger: "test",
      test: true,
      createdAt: timeOfUlid(event.ulid),
    });
  });
});
