import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import {
  failedInSlice,
  inNextSlice,
  inState,
  newReplay,
  type Replay,
  type ReplayState,
  sliceOf,
  withoutStall,
} from "../../../lib/core/replay/replay.ts";
import type { ReplayPage } from "../../../lib/core/replay/replay-page.ts";
import { afterPage } from "../../../lib/core/replay/replay-progress.ts";
import { deliveryInState } from "../../support/delivery-states.ts";

const T0 = Date.parse("2026-01-01T00:00:00.000Z");
const at = (ms: number) => new Date(ms).toISOString();
const STATES = ["running", "paused", "completed", "cancelled", "failed"] as const satisfies ReplayState[];

const begun = newReplay(
  {
    tenantId: "acme",
    incarnation: "ABCDEFGH",
    subscriptionId: "sub_1",
    since: at(T0 - 1000),
    until: at(T0),
    states: ["exhausted"],
    includeUnmatched: false,
  },
  25,
  T0,
);
const replayOf = (fields: Partial<Replay> = {}): Replay => ({ ...begun, slice: 4, pages: 9, ...fields });

describe("a new replay", () => {
  it("runs from its beginning", () => {
    expect(begun).toMatchObject({
      id: expect.stringMatching(/^rpl_/),
      ratePerSecond: 25,
      state: "running",
      progress: { replayed: 0, skipped: 0, scanned: 0 },
      pages: 0,
      slice: 0,
      version: 0,
      createdAt: at(T0),
      updatedAt: at(T0),
    });
    expect(sliceOf(begun)).toEqual({ tenantId: "acme", incarnation: "ABCDEFGH", replayId: begun.id, slice: 0 });
  });
});

describe("a replay in another state", () => {
  it.each(STATES)("%s: has an end if the state is final", (state) => {
    const changed = inState(begun, state, T0 + 5, "because");
    expect(changed).toMatchObject({ state, reason: "because", updatedAt: at(T0 + 5) });
    expect(changed.finishedAt).toBe(state === "completed" || state === "cancelled" ? at(T0 + 5) : undefined);
    expect(inState(changed, state, T0 + 5).reason).toBeUndefined();
  });
});

describe("the next slice", () => {
  it.each(STATES)("of a replay that is %s", (state) => {
    expect(inNextSlice(replayOf({ state }), 4)?.slice).toBe(state === "running" ? 5 : undefined);
  });

  it.each([3, 5])("isn't begun by a message of slice %i", (slice) => {
    expect(inNextSlice(replayOf(), slice)).toBeUndefined();
  });
});

describe("the last receive of a slice's message", () => {
  it.each(STATES)("ends a replay that is %s only if it runs", (state) => {
    expect(failedInSlice(replayOf({ state }), 4, T0)?.state).toBe(state === "running" ? "failed" : undefined);
  });

  it.each([
    [2, false],
    [3, true],
    [4, true],
    [5, false],
  ])("of slice %i of a replay in slice 4 ends it: %s", (slice, ends) => {
    const failed = failedInSlice(replayOf(), slice, T0 + 7);
    expect(failed !== undefined).toBe(ends);
    if (failed)
      expect(failed).toMatchObject({ reason: expect.stringMatching(/^A failure inside/), updatedAt: at(T0 + 7) });
  });
});

describe("a replay without progress", () => {
  const HOUR = 60 * 60_000;

  it.each(STATES)("in state %s reads as failed after an hour, if it runs", (state) => {
    const replay = replayOf({ state });
    expect(withoutStall(replay, T0 + HOUR - 1)).toBe(replay);
    expect(withoutStall(replay, T0 + HOUR).state).toBe(state === "running" ? "failed" : state);
    expect(withoutStall(replay, T0 + HOUR).reason).toEqual(
      state === "running" ? expect.stringMatching(/^A failure inside/) : undefined,
    );
  });
});

const page = (fields: Partial<ReplayPage> = {}): ReplayPage => ({
  found: [],
  already: [],
  later: [],
  skipped: 0,
  undecided: 0,
  scanned: 0,
  ...fields,
});

describe("a page", () => {
  const before = replayOf({
    progress: { replayed: 10, skipped: 20, scanned: 30, reachedAt: at(T0 - 900) },
    underWay: ["dlv_a"],
    after: "cursor-1",
  });

  it("counts what it found, and moves the cursor", () => {
    const found = [{}, {}] as ReplayPage["found"];
    const of = { found, already: ["dlv_a"], skipped: 3, scanned: 6, next: "cursor-2", reachedAt: at(T0 - 500) };
    const after = afterPage(before, page(of), [], T0 + 9);
    expect(after).toEqual({
      ...before,
      progress: { replayed: 13, skipped: 23, scanned: 36, reachedAt: at(T0 - 500) },
      after: "cursor-2",
      readOut: undefined,
      underWay: undefined,
      pages: 10,
      updatedAt: at(T0 + 9),
    });
  });

  it("that is empty keeps the place that was reached", () => {
    expect(afterPage(before, page({ next: "cursor-2" }), [], T0).progress.reachedAt).toBe(at(T0 - 900));
  });

  it("counts what it couldn't decide, if there is any", () => {
    expect(afterPage(before, page(), [], T0).progress).not.toHaveProperty("undecided");
    const once = afterPage(before, page({ undecided: 1, next: "c" }), [], T0);
    expect(once.progress.undecided).toBe(1);
    expect(afterPage(once, page({ undecided: 2, next: "c" }), [], T0).progress.undecided).toBe(3);
    expect(afterPage(once, page({ next: "c" }), [], T0).progress.undecided).toBe(1);
  });

  it("that is the last one completes a replay that runs, and no other", () => {
    expect(afterPage(before, page(), [], T0)).toMatchObject({ state: "completed", readOut: true, finishedAt: at(T0) });
    const paused = afterPage({ ...before, state: "paused" }, page(), [], T0);
    expect([paused.state, paused.readOut, paused.finishedAt]).toEqual(["paused", true, undefined]);
  });

  describe("after a function died", () => {
    const reachedAt = at(T0 - 500);
    const started = (id: string, createdAt: string): Delivery => deliveryInState("pending", { id, createdAt });
    const earlier = [
      started("dlv_before", at(T0 - 501)),
      started("dlv_b", reachedAt),
      started("dlv_c", reachedAt),
      started("dlv_d", reachedAt),
      started("dlv_after", at(T0 - 499)),
    ];

    it("counts the deliveries that it is past, and keeps the others", () => {
      const after = afterPage(before, page({ next: "c", reachedAt, lastId: "dlv_c", scanned: 1 }), earlier, T0);
      expect(after.underWay).toEqual(["dlv_d", "dlv_after"]);
      expect(after.progress).toMatchObject({ replayed: 13, scanned: 34 });
    });

    it("counts all of them if it is the last one", () => {
      const after = afterPage(before, page(), earlier, T0);
      expect([after.underWay, after.progress.replayed, after.progress.scanned]).toEqual([undefined, 15, 35]);
    });

    it("keeps all of them if it is empty", () => {
      expect(afterPage(before, page({ next: "c" }), earlier, T0).underWay).toHaveLength(5);
    });
  });
});
