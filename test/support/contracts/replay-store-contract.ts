import { describe, expect, it } from "vitest";
import { Refusal } from "../../../lib/core/errors.ts";
import { newId } from "../../../lib/core/ids.ts";
import { matchedTypesOf } from "../../../lib/core/matching/recorded-matches.ts";
import type { Replay } from "../../../lib/core/replay/replay.ts";
import { changeReplay } from "../../../lib/core/replay/replay-store.ts";
import { DAY_MS, eventAt, eventOf, iso, refTo, subscriptionIdsOf, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const replayAt = (tenantId: string, ms: number, fields: Partial<Replay> = {}): Replay => ({
  id: newId("rpl", ms),
  ...refTo(tenantId),
  subscriptionId: newId("sub", T0),
  since: iso(T0 - DAY_MS),
  until: iso(T0),
  states: ["exhausted", "skipped"],
  types: ["invoice.paid"],
  filter: "data.n > 1",
  includeUnmatched: false,
  ratePerSecond: 100,
  state: "running",
  progress: { replayed: 3, skipped: 2, scanned: 5, reachedAt: iso(T0 - 5) },
  after: "cursor",
  pages: 1,
  slice: 4,
  version: 7,
  createdAt: iso(ms),
  updatedAt: iso(ms),
  ...fields,
});

/** The contracts of `ReplayStore` and `LaterMatchWriter`. */
export function replayContract(open: OpenTable): void {
  describe("ReplayStore", () => {
    it("returns a created replay to its tenant only", async () => {
      const { replays } = open();
      const replay = replayAt(tenantOf().id, T0);
      await replays.createReplay(replay);
      expect(await replays.getReplay(replay, replay.id)).toEqual(replay);
      expect(await replays.getReplay(refTo(tenantOf().id), replay.id)).toBeUndefined();
      expect(await replays.getReplay(replay, newId("rpl", T0))).toBeUndefined();
    });

    it("replaces a replay only when its version is as read", async () => {
      const { replays } = open();
      const replay = replayAt(tenantOf().id, T0);
      expect(await replays.replaceReplay(replay, 7)).toBe(false);
      await replays.createReplay(replay);
      const { after: _after, ...rest } = replay;
      const next: Replay = { ...rest, version: 8, readOut: true, state: "completed", finishedAt: iso(T0 + 1) };
      expect(await replays.replaceReplay({ ...next, version: 9 }, 8)).toBe(false);
      expect(await replays.replaceReplay(next, 7)).toBe(true);
      expect(await replays.getReplay(replay, replay.id)).toEqual(next);
    });

    it("applies concurrent changes one after another", async () => {
      const { replays } = open();
      const replay = replayAt(tenantOf().id, T0, { pages: 0 });
      await replays.createReplay(replay);
      const one = () => changeReplay(replays, replay, (current) => ({ ...current, pages: current.pages + 1 }));
      const done = await Promise.all([one(), one(), one()]);
      expect(done.map((changed) => changed?.pages).sort()).toEqual([1, 2, 3]);
      expect(await replays.getReplay(replay, replay.id)).toMatchObject({ pages: 3, version: 10 });
    });

    it("lists a tenant's replays newest first, in pages, for one or all subscriptions", async () => {
      const { replays } = open();
      const tenantId = tenantOf().id;
      const subscriptionId = newId("sub", T0);
      const made = [0, 1, 2, 3, 4].map((n) => replayAt(tenantId, T0 + n, n % 2 ? {} : { subscriptionId }));
      for (const replay of [...made, replayAt(tenantOf().id, T0)]) await replays.createReplay(replay);
      const first = await replays.listReplays(refTo(tenantId), undefined, { limit: 3 });
      const second = await replays.listReplays(refTo(tenantId), undefined, { limit: 3, after: first.next });
      expect([...first.items, ...second.items]).toEqual(made.toReversed());
      expect(second).not.toHaveProperty("next", expect.anything());
      const own = await replays.listReplays(refTo(tenantId), subscriptionId, { limit: 2 });
      expect(own.items).toEqual([made[4], made[2]]);
      const rest = await replays.listReplays(refTo(tenantId), subscriptionId, { limit: 2, after: own.next });
      expect(rest.items).toEqual([made[0]]);
    });

    it("rejects an unknown cursor", async () => {
      const { replays } = open();
      const error = await replays.listReplays(refTo("t"), undefined, { limit: 1, after: "x" }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(Refusal);
      expect(error).toMatchObject({ status: 422, errors: [{ path: "/after" }] });
    });

    it("hides expired replays", async () => {
      const { replays, setNow } = open();
      const replay = replayAt(tenantOf().id, T0);
      await replays.createReplay(replay);
      setNow(T0 + 30 * DAY_MS);
      expect(await replays.getReplay(replay, replay.id)).toBeUndefined();
      expect((await replays.listReplays(replay, undefined, { limit: 5 })).items).toEqual([]);
    });
  });

  describe("LogReader.listEvents, oldest first", () => {
    it("returns each event once, in pages, even with equal timestamps", async () => {
      const { events, logReader } = open();
      const tenantId = tenantOf().id;
      const made = Array.from({ length: 23 }, (_, n) => eventAt(tenantId, T0 + (n >> 2)));
      await events.putEvents(made);
      const read: string[] = [];
      let after: string | undefined;
      do {
        const filter = { since: iso(T0 + 1), order: "oldest" as const };
        const page = await logReader.listEvents(refTo(tenantId), filter, { limit: 4, after });
        read.push(...page.items.map(({ ulid }) => ulid));
        after = page.next;
      } while (after);
      expect(read).toEqual(
        made
          .slice(4)
          .map(({ ulid }) => ulid)
          .sort(),
      );
    });
  });

  describe("LaterMatchWriter", () => {
    it("shows later matches before the event's own, and keeps the event's count", async () => {
      const { events, laterMatches, logReader } = open();
      const tenantId = tenantOf().id;
      const [a = "", b = "", c = ""] = subscriptionIdsOf(3).sort();
      const event = eventOf(tenantId, { subscriptionIds: [b, c], skipped: 1 });
      await events.putEvents([event]);
      const match = { ...refTo(tenantId), ulid: event.ulid };
      const matches = [
        { ...match, subscriptionId: a, types: ["derived.one", "derived.two"] },
        { ...match, subscriptionId: b, types: ["invoice.paid"] },
      ];
      await laterMatches.putLaterMatches(matches);
      await laterMatches.putLaterMatches(matches);
      const read = await logReader.getEvent(event, event.ulid);
      expect(read).toMatchObject({ subscriptionIds: [a, b, c], skipped: 1, data: event.data });
      const types = read?.subscriptionIds.map((id) => matchedTypesOf(read, id));
      expect(types).toEqual([["derived.one", "derived.two"], ["invoice.paid"], ["invoice.paid"]]);
      expect((await logReader.getEventHeads(event, [event.ulid])).get(event.ulid)?.deliveries).toBe(1);
    });

    it("shows later misses, which never replace a match, and which a match replaces", async () => {
      const { events, laterMatches, logReader } = open();
      const tenantId = tenantOf().id;
      const [a = "", b = "", c = ""] = subscriptionIdsOf(3).sort();
      const event = eventOf(tenantId, { subscriptionIds: [], undecidedIds: [a, b, c] });
      await events.putEvents([event]);
      const of = { ...refTo(tenantId), ulid: event.ulid };
      const miss = (subscriptionId: string) =>
        ({ ...of, subscriptionId, step: "filter", reason: "took longer than 2 s" }) as const;
      const match = (subscriptionId: string) => ({ ...of, subscriptionId, types: ["x"] });
      expect(await laterMatches.putLaterMisses([miss(a), miss(b)])).toEqual([]);
      await laterMatches.putLaterMatches([match(b), match(c)]);
      expect(await laterMatches.putLaterMisses([miss(a), miss(c)])).toEqual([c]);
      const read = await logReader.getEvent(event, event.ulid);
      expect(read).toMatchObject({
        undecidedIds: [a, b, c],
        misses: [{ subscriptionId: a, step: "filter", reason: "took longer than 2 s" }],
      });
      expect(read?.subscriptionIds.toSorted()).toEqual([b, c]);
    });

    it("writes more matches than one call can carry", async () => {
      const { events, laterMatches, logReader } = open();
      const tenantId = tenantOf().id;
      const made = Array.from({ length: 30 }, () => eventOf(tenantId));
      await events.putEvents(made);
      await laterMatches.putLaterMatches(
        made.map(({ ulid, incarnation }) => ({ tenantId, incarnation, ulid, subscriptionId: "sub_a", types: ["x"] })),
      );
      const last = await logReader.getEvent(refTo(tenantId), made[29]?.ulid ?? "");
      expect(last?.subscriptionIds).toEqual(["sub_a"]);
    });
  });
}
