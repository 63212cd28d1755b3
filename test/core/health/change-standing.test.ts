import { describe, expect, it } from "vitest";
import { PipelineFault } from "../../../lib/core/errors.ts";
import { changeStanding } from "../../../lib/core/health/change-standing.ts";
import { askedToWait, pause } from "../../../lib/core/health/transitions.ts";
import { healthOf } from "../../support/health.ts";
import { memoryHealthStore } from "../../support/memory/memory-health.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";
import { observedCalls } from "../../support/memory/observed-calls.ts";

const NOW_MS = Date.parse("2026-01-01T00:00:00Z");
const KEY = { tenantId: "acme", subscriptionId: "sub_1" };

function standings() {
  const world = memoryWorld(() => NOW_MS);
  const store = memoryHealthStore(world);
  return { world, store, calls: observedCalls(world, "getHealth", "replaceStanding") };
}

describe("a change of a standing", () => {
  it("reads first, unless it is known what is there", async () => {
    const { store, calls, world } = standings();
    const paused = await changeStanding(store, KEY, (health) => pause(health, NOW_MS));
    expect(paused).toMatchObject({ version: 1, paused: {} });
    const changed = await changeStanding(store, KEY, () => ({}), paused);
    expect([changed?.version, world.health.get("sub_1")?.paused]).toEqual([2, undefined]);
    expect(calls).toEqual(["getHealth", "replaceStanding", "replaceStanding"]);
  });

  it("that changes nothing writes nothing", async () => {
    const { store, calls } = standings();
    expect(await changeStanding(store, KEY, () => undefined, healthOf())).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it("is computed again if somebody else was faster", async () => {
    const { store, world, calls } = standings();
    await changeStanding(store, KEY, (health) => askedToWait(health, NOW_MS + 1000, NOW_MS));
    const changed = await changeStanding(
      store,
      KEY,
      (health) => askedToWait(health, NOW_MS + 2000, NOW_MS),
      healthOf(),
    );
    expect([changed?.version, world.health.get("sub_1")?.paused?.untilMs]).toEqual([2, NOW_MS + 2000]);
    expect(calls.slice(2)).toEqual(["replaceStanding", "getHealth", "replaceStanding"]);
  });

  it("all happen if many are made at once", async () => {
    const { store, world } = standings();
    const note = (why: string) =>
      changeStanding(store, KEY, (health) => ({
        transitions: [...(health?.transitions ?? []), { at: "", to: "failing", why }],
      }));
    await Promise.all(["a", "b", "c", "d"].map(note));
    expect(
      world.health
        .get("sub_1")
        ?.transitions?.map(({ why }) => why)
        .sort(),
    ).toEqual(["a", "b", "c", "d"]);
  });

  it("gives up after eight tries", async () => {
    const { store } = standings();
    const contended = { ...store, replaceStanding: async () => undefined };
    await expect(changeStanding(contended, KEY, () => ({}))).rejects.toThrow(PipelineFault);
  });
});
