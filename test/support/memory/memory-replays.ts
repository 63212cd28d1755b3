import { slicePage } from "../../../lib/api/http/pages.ts";
import { listCursor, placeOfCursor } from "../../../lib/aws/dynamodb/driver/list-cursor.ts";
import { badCursor } from "../../../lib/core/errors.ts";
import { REPLAY_ID, timeOfUlid } from "../../../lib/core/ids.ts";
import { isLaterMatch, type LaterMatchWriter, type LaterMissWriter } from "../../../lib/core/matching/later-matches.ts";
import type { Replay } from "../../../lib/core/replay/replay.ts";
import { encodeSlice } from "../../../lib/core/replay/replay-message.ts";
import type { AllReplays, ReplayQueue, ReplayStore } from "../../../lib/core/replay/replay-store.ts";
import type { Faults } from "./fault-plan.ts";
import { keepAudit } from "./memory-audit.ts";
import { eventPlace } from "./memory-events.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryReplayStore = (world: MemoryWorld): ReplayStore => {
  const { faults, replays } = world;
  return {
    createReplay: async (replay, audit) =>
      faults.call("writeReplay", () => {
        replays.put(eventPlace(replay, replay.id), replay, replay.createdAt);
        keepAudit(world, audit);
      }),
    getReplay: async (of, replayId) => faults.call("getReplay", () => replays.get(eventPlace(of, replayId))),
    listReplays: async (of, subscriptionId, page) =>
      faults.call("listReplays", () => {
        if (page.after !== undefined && !REPLAY_ID.test(page.after)) throw badCursor();
        const own = replays.values().filter((replay) => eventPlace(replay, "") === eventPlace(of, ""));
        const asked = own.filter((replay) => subscriptionId === undefined || replay.subscriptionId === subscriptionId);
        const newest = asked.sort((a, b) => (a.id < b.id ? 1 : -1));
        const later = newest.filter(({ id }) => page.after === undefined || id < page.after);
        return slicePage(later, ({ id }) => id, { limit: page.limit });
      }),
    replaceReplay: async (replay, version, audit) =>
      faults.call("writeReplay", () => {
        const key = eventPlace(replay, replay.id);
        if (replays.get(key)?.version !== version) return false;
        replays.put(key, replay, replay.createdAt);
        keepAudit(world, audit);
        return true;
      }),
  };
};

export const memoryAllReplays = ({ faults, replays }: MemoryWorld): AllReplays => ({
  listAllReplays: async (state, page) =>
    faults.call("listReplays", () => {
      const list = `replays of all tenants ${state ?? ""}`;
      const place = page.after === undefined ? "Z" : placeOfCursor(page.after, list);
      const ulidOf = ({ id }: Replay) => id.slice("rpl_".length);
      const isWanted = (replay: Replay): boolean => {
        if (state === "open") return replay.finishedAt === undefined;
        return state === undefined || replay.state === state;
      };
      const newest = replays.values().sort((a, b) => (a.id < b.id ? 1 : -1));
      const later = newest.filter((replay) => isWanted(replay) && ulidOf(replay) < place);
      const { items, next } = slicePage(later, ulidOf, { limit: page.limit });
      return next === undefined ? { items } : { items, next: listCursor(list, next) };
    }),
});

export const memoryLaterMatchWriter = ({ faults, laterMatches }: MemoryWorld): LaterMatchWriter & LaterMissWriter => ({
  putLaterMisses: async (misses) =>
    faults.call("putLaterMatches", () => {
      return misses.flatMap((miss) => {
        const key = `${eventPlace(miss, miss.ulid)}/${miss.subscriptionId}`;
        const earlier = laterMatches.get(key);
        if (!earlier) laterMatches.put(key, miss, timeOfUlid(miss.ulid));
        return earlier && isLaterMatch(earlier) ? [miss.subscriptionId] : [];
      });
    }),
  putLaterMatches: async (matches) =>
    faults.call("putLaterMatches", () => {
      for (const match of matches) {
        laterMatches.put(`${eventPlace(match, match.ulid)}/${match.subscriptionId}`, match, timeOfUlid(match.ulid));
      }
    }),
});

export const memoryReplayQueue = (queue: MemoryQueue, faults: Faults): ReplayQueue => ({
  sendSlice: async (slice, delaySeconds) =>
    faults.call("sendSlice", () => void queue.send(encodeSlice(slice), slice.tenantId, delaySeconds)),
});
