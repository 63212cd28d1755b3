import { describe, expect, it } from "vitest";
import { Refusal } from "../../../lib/core/errors.ts";
import { newId } from "../../../lib/core/ids.ts";
import { inState, newReplay, type Replay } from "../../../lib/core/replay/replay.ts";
import { DAY_MS, iso, refTo, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

/** All tests share one list. Each test's replays are newer than those of earlier tests. */
let newestMs = T0 + 1000 * DAY_MS;

function newest(): Replay {
  newestMs += 1_000;
  const scope = { ...refTo(tenantOf().id), subscriptionId: newId("sub", T0), since: iso(0), until: iso(T0) };
  return newReplay({ ...scope, states: ["exhausted"], includeUnmatched: false }, 1, newestMs);
}

/** Creates replays of several tenants. Resolves with them, newest first. */
async function created({ replays }: TablePorts, count: number): Promise<Replay[]> {
  const made = Array.from({ length: count }, newest);
  for (const replay of made) await replays.createReplay(replay);
  return made.toReversed();
}

async function moved({ replays }: TablePorts, replay: Replay, state: Replay["state"]): Promise<Replay> {
  const next = { ...inState(replay, state, newestMs), version: replay.version + 1 };
  expect(await replays.replaceReplay(next, replay.version)).toBe(true);
  return stored(next);
}

/** The replay as it is read: without members that have no value. */
const stored = (replay: Replay): Replay => JSON.parse(JSON.stringify(replay));

/** The contract of `AllReplays`. */
export function allReplaysContract(open: OpenTable): void {
  describe("AllReplays", () => {
    it("lists the replays of all tenants newest first, in pages, as they are now", async () => {
      const ports = open();
      const [third, second, first] = (await created(ports, 3)) as [Replay, Replay, Replay];
      const paused = await moved(ports, second, "paused");
      const page = await ports.allReplays.listAllReplays(undefined, { limit: 2 });
      expect(page.items).toEqual([third, paused].map(stored));
      const rest = await ports.allReplays.listAllReplays(undefined, { limit: 1, after: page.next });
      expect(rest.items).toEqual([stored(first)]);
    });

    it("lists a replay among the open ones until it has ended, and among those of its state from then on", async () => {
      const ports = open();
      const made = await created(ports, 6);
      const [a, b, c, d, e, f] = made as [Replay, Replay, Replay, Replay, Replay, Replay];
      const [paused, failed] = [await moved(ports, a, "paused"), await moved(ports, b, "failed")];
      const completed = [await moved(ports, d, "completed"), await moved(ports, f, "completed")];
      const cancelled = await moved(ports, e, "cancelled");
      const isOurs = ({ id }: Replay) => made.some((one) => one.id === id);
      const first = async (state: "open" | "completed" | "cancelled") =>
        (await ports.allReplays.listAllReplays(state, { limit: 6 })).items.filter(isOurs);
      expect(await first("open")).toEqual([paused, failed, stored(c)]);
      expect(await first("completed")).toEqual(completed);
      expect(await first("cancelled")).toEqual([cancelled]);
    });

    it("rejects an unknown cursor, and one of another state", async () => {
      const ports = open();
      await created(ports, 3);
      const { next } = await ports.allReplays.listAllReplays("open", { limit: 1 });
      expect(next).toBeDefined();
      for (const after of ["x", next]) {
        const error = await ports.allReplays.listAllReplays(undefined, { limit: 1, after }).catch((e: unknown) => e);
        expect(error).toBeInstanceOf(Refusal);
        expect(error).toMatchObject({ status: 422, errors: [{ path: "/after" }] });
      }
    });

    it("hides expired replays", async () => {
      const ports = open();
      const [replay] = await created(ports, 1);
      ports.setNow(newestMs + 31 * DAY_MS);
      expect((await ports.allReplays.listAllReplays(undefined, { limit: 250 })).items).not.toContainEqual(replay);
    });
  });
}
