import { describe, expect, it } from "vitest";
import type { KeyRingJob } from "../../../lib/core/key-ring/key-ring-job.ts";
import { isEditing, nextJob, settledMs } from "../../../lib/core/key-ring/key-ring-job.ts";
import type { Resealing } from "../../../lib/core/key-ring/key-ring-ports.ts";
import { runKeyRingSlice } from "../../../lib/core/key-ring/key-ring-slice.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { subscriptionOf } from "../../support/factories.ts";

const NOW = Date.parse("2026-01-01T00:00:00.000Z");
const at = (ms: number) => new Date(ms).toISOString();
const FIRST = { receives: 1, sentAtMs: NOW };
const SECOND = { receives: 2, sentAtMs: NOW };
const KEYS = { current: "k2", all: ["k1", "k2"] };

const jobOf = (fields: Partial<KeyRingJob> = {}): KeyRingJob => ({
  ...nextJob(undefined, false, NOW - 10 * 60_000),
  id: "krj_1",
  state: "resealing",
  keys: KEYS,
  rotatedAt: at(NOW - 9 * 60_000),
  slice: 3,
  version: 7,
  ...fields,
});

/** A job's row, and the calls that a slice makes. `rivalAt`: another function writes the row before this write. */
function scene(
  job: KeyRingJob | undefined,
  { rivalAt = 0, subscriptions = [] as Subscription[], busy = 0, slowMs = 0 } = {},
) {
  const state = { job, nowMs: NOW, writes: 0, busy };
  const calls: string[] = [];
  const written: KeyRingJob[] = [];
  const slice = runKeyRingSlice({
    now: () => state.nowMs,
    onUnreadable: ({ subscriptionId }) => calls.push(`unreadable ${subscriptionId}`),
    jobs: {
      getJob: async () => state.job,
      putJob: async (after, version) => {
        state.writes++;
        if (state.writes === rivalAt || version !== state.job?.version) return false;
        state.job = after;
        written.push(after);
        return true;
      },
    },
    slices: {
      sendSlice: async ({ jobId, slice }, delay) => {
        calls.push(`send ${jobId} ${slice} ${delay}`);
      },
    },
    editor: {
      addKey: async (jobId, expected) => {
        calls.push(`add ${jobId} ${expected}`);
        return KEYS;
      },
      dropOldKeys: async (jobId, expected) => {
        calls.push(`drop ${jobId} ${expected}`);
        return { current: "k2", all: ["k2"] };
      },
    },
    resealer: {
      resealWith: async (current) => {
        calls.push(`reseal ${current}`);
        state.nowMs += slowMs;
        return ({ id }): Resealing =>
          id === "sub_old"
            ? { parts: { secret: { store: "sealed", versions: [] } }, unreadable: false }
            : { unreadable: id === "sub_bad" };
      },
    },
    tenants: { listTenants: async () => ({ items: [{ id: "acme" } as never] }) },
    subscriptions: {
      pageSubscriptions: async () => ({ items: subscriptions }),
      getSubscription: async ({ subscriptionId }) => subscriptions.find(({ id }) => id === subscriptionId),
    },
    sealedParts: {
      replaceSealed: async ({ id }, _parts, nowIso) => {
        calls.push(`write ${id} ${nowIso}`);
        return state.busy-- <= 0;
      },
    },
  });
  const run = (number: number, receipt = FIRST, jobId = "krj_1") => slice({ jobId, slice: number }, receipt);
  return { state, calls, written, run };
}

describe("a message of a slice", () => {
  it.each<[string, KeyRingJob | undefined, number, typeof FIRST, string, string[]]>([
    ["without a job waits for it", undefined, 0, FIRST, "again", []],
    ["of another job waits for it", jobOf({ id: "krj_2" }), 3, FIRST, "again", []],
    [
      "of another job ends after two minutes",
      jobOf({ id: "krj_2" }),
      3,
      { receives: 9, sentAtMs: NOW - 120_000 },
      "done",
      [],
    ],
    ["of a completed job is done", jobOf({ state: "completed" }), 3, FIRST, "done", []],
    ["two slices behind is done", jobOf(), 1, FIRST, "done", []],
    ["one slice behind waits at first", jobOf(), 2, FIRST, "again", []],
    ["one slice behind sends the next one, when it comes again", jobOf(), 2, SECOND, "done", ["send krj_1 3 0"]],
  ])("%s", async (_case, job, number, receipt, fate, calls) => {
    const scened = scene(job);
    expect(await scened.run(number, receipt)).toBe(fate);
    expect([scened.calls, scened.written]).toEqual([calls, []]);
  });
});

describe("a rotation", () => {
  const adding = jobOf({ state: "adding-key", keys: undefined, rotatedAt: undefined });

  it("adds a key, and queues the next slice", async () => {
    const { run, calls, state } = scene(adding);
    expect(await run(3)).toBe("done");
    expect(calls).toEqual(["add krj_1 undefined", "send krj_1 4 0"]);
    expect(state.job).toMatchObject({ state: "resealing", keys: KEYS, rotatedAt: at(NOW), slice: 4, version: 10 });
  });

  it("expects the key of the job before", async () => {
    const { run, calls } = scene({ ...adding, keys: { current: "k1", all: ["k1"] } });
    await run(3);
    expect(calls[0]).toBe("add krj_1 k1");
  });

  it.each([
    [1, []],
    [2, ["add krj_1 undefined"]],
    [3, ["add krj_1 undefined"]],
  ])("keeps its message if another function wins at write %i", async (rivalAt, calls) => {
    const scened = scene(adding, { rivalAt });
    expect(await scened.run(3)).toBe("again");
    expect(scened.calls).toEqual(calls);
  });

  it("seals every subscription, and ends", async () => {
    const subscriptions = ["sub_old", "sub_new", "sub_bad"].map((id) => subscriptionOf({ id }));
    const { run, calls, state } = scene(jobOf(), { subscriptions });
    expect(await run(3)).toBe("done");
    expect(calls).toEqual(["reseal k2", `write sub_old ${at(NOW)}`, "unreadable sub_bad"]);
    expect(state.job).toMatchObject({
      state: "completed",
      finishedAt: at(NOW),
      progress: { tenants: 1, subscriptions: 3, resealed: 1, unreadable: 1 },
      place: { last: true },
    });
  });

  it("keeps its message if another function ends the job", async () => {
    expect(await scene(jobOf({ place: { last: true } }), { rivalAt: 1 }).run(3)).toBe("again");
    expect(await scene(jobOf(), { rivalAt: 1 }).run(3)).toBe("again");
  });

  it("goes on in another slice after 20 s", async () => {
    const { run, calls, state } = scene(jobOf(), { slowMs: 20_001 });
    expect(await run(3)).toBe("done");
    expect(calls).toEqual(["reseal k2", "send krj_1 4 0"]);
    expect(state.job).toMatchObject({ state: "resealing", slice: 4 });
    const inTime = scene(jobOf({ place: { last: true } }), { slowMs: 20_000 });
    await inTime.run(3);
    expect(inTime.state.job?.state).toBe("completed");
  });
});

describe("the removal of earlier keys", () => {
  const dropping = jobOf({ drop: true });

  it("waits until no function seals with them", async () => {
    const early = { ...dropping, rotatedAt: at(NOW - 30_000) };
    const { run, calls, written } = scene(early);
    expect(await run(3)).toBe("done");
    expect([calls, written]).toEqual([["send krj_1 3 90"], []]);
    expect(settledMs(early)).toBe(NOW + 90_000);
  });

  it("follows the walk", async () => {
    const { run, calls, state } = scene({ ...dropping, rotatedAt: at(NOW - 120_000) });
    expect(await run(3)).toBe("done");
    expect(calls).toEqual(["reseal k2", "drop krj_1 k2"]);
    expect(state.job).toMatchObject({ state: "completed", keys: { all: ["k2"] }, finishedAt: at(NOW) });
  });

  it("goes on where its function died", async () => {
    const { run, calls } = scene({ ...dropping, state: "dropping-keys" });
    expect(await run(3)).toBe("done");
    expect(calls).toEqual(["drop krj_1 k2"]);
  });

  it.each([
    [1, []],
    [2, ["drop krj_1 k2"]],
  ])("keeps its message if another function wins at write %i", async (rivalAt, calls) => {
    const scened = scene({ ...dropping, state: "dropping-keys" }, { rivalAt });
    expect(await scened.run(3)).toBe("again");
    expect(scened.calls).toEqual(calls);
  });

  it("needs the ring's keys", async () => {
    await expect(scene({ ...dropping, keys: undefined }).run(3)).rejects.toThrow("never rotated");
  });
});

describe("a subscription that changes while it is sealed again", () => {
  const one = subscriptionOf({ id: "sub_old", resealedAt: at(NOW + 5) });

  it("is read again, and its mark is later than the one before", async () => {
    const { run, calls } = scene(jobOf({ place: { tenantId: "acme", last: true } }), { subscriptions: [one], busy: 7 });
    expect(await run(3)).toBe("done");
    expect(calls.filter((call) => call.startsWith("write"))).toEqual(Array(8).fill(`write sub_old ${at(NOW + 6)}`));
  });

  it("fails the slice after eight tries", async () => {
    const { run } = scene(jobOf({ place: { tenantId: "acme", last: true } }), { subscriptions: [one], busy: 8 });
    await expect(run(3)).rejects.toThrow("kept changing");
  });
});

describe("the next job", () => {
  it("knows the keys of the one before, unless it may have changed them", () => {
    const before = jobOf();
    expect(nextJob(before, true, NOW)).toMatchObject({
      state: "resealing",
      drop: true,
      keys: KEYS,
      rotatedAt: before.rotatedAt,
      place: {},
      slice: 0,
      version: 8,
      createdAt: at(NOW),
      updatedAt: at(NOW),
    });
    expect(nextJob({ ...before, state: "adding-key" }, false, NOW)).not.toHaveProperty("keys");
    expect(nextJob(undefined, false, NOW)).toMatchObject({ state: "adding-key", version: 1 });
  });

  it.each([
    ["adding-key", 0, true],
    ["dropping-keys", 119_999, true],
    ["dropping-keys", 120_000, false],
    ["resealing", 0, false],
    ["completed", 0, false],
  ] as const)("of one that is %s since %i ms waits: %s", (state, ms, editing) => {
    expect(isEditing(jobOf({ state, updatedAt: at(NOW - ms) }), NOW)).toBe(editing);
  });
});
