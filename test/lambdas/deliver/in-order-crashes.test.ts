import { describe, expect, it } from "vitest";
import { isFinal } from "../../../lib/core/delivery/lifecycle.ts";
import { type Interruption, interruptedPolls } from "../../support/memory/interrupted-polls.ts";
import { type AnswerTo, inOrder } from "../../support/memory/memory-in-order.ts";

interface Script {
  answers: number[];
  fields?: Parameters<typeof inOrder>[1];
  /** The deliveries that come in before the first poll, and after it. */
  first: number;
  later: number;
}

const SCRIPTS: Record<string, Script> = {
  "that all succeed": { answers: [], first: 3, later: 1 },
  "of which the first must be retried": { answers: [500], first: 3, later: 2 },
  "that are exhausted": { answers: [500, 500, 500], fields: { maxRetries: 0 }, first: 3, later: 1 },
  "of which the first is retried in vain": { answers: [500, 500], fields: { maxRetries: 1 }, first: 2, later: 0 },
  "whose receiver asks to wait": { answers: [200, 429], first: 3, later: 1 },
};

/** Runs a script to its end. The POST is a call that can be interrupted too. */
async function run(script: Script, interruption?: Interruption) {
  const left = [...script.answers];
  const ids: string[] = [];
  const broken: string[] = [];
  const answer: AnswerTo = ({ deliveryId }) => {
    world.world.faults.call("report", () => undefined);
    const open = ids.slice(0, ids.indexOf(deliveryId)).filter((id) => !isEnded(id));
    if (open.length > 0) broken.push(`${deliveryId} before ${open}`);
    return { status: left.shift() ?? 200 };
  };
  const world = await inOrder(answer, script.fields, { waits: [30] });
  const isEnded = (id: string) => {
    const row = world.row(id);
    return row !== undefined && isFinal(row);
  };
  const { poll, calls } = interruptedPolls(world);

  for (let n = 0; n < script.first; n++) ids.push(await world.enqueue());
  await poll(interruption);
  for (let n = 0; n < script.later; n++) ids.push(await world.enqueue());
  for (let minute = 0; minute < 12 && !isAtRest(); minute++) {
    while ((await poll(interruption)) > 0);
    await world.wakeDue();
  }
  return { world, ids, broken, calls: calls(), isAtRest: isAtRest() };

  function isAtRest(): boolean {
    return ids.every(isEnded) && world.fifo.size() === 0 && world.world.lanes.values().length === 0;
  }
}

describe.each(Object.entries(SCRIPTS))("ordered deliveries %s", (_, script) => {
  it.each([
    ["a crash", "before", true],
    ["a crash", "after", true],
    ["a failure", "before", false],
    ["a failure", "after", false],
  ] as const)("survive %s %s each call, in order", async (_what, when, dies) => {
    const { calls } = await run(script);
    expect(calls).toBeGreaterThan(10);
    for (let call = 0; call <= calls; call++) {
      const { world, broken, ids, isAtRest } = await run(script, { call, when, dies });
      expect({ call, broken, isAtRest }).toEqual({ call, broken: [], isAtRest: true });
      expect(await world.places()).toEqual([]);
      const exhausted = ids.filter((id) => world.row(id)?.state === "exhausted");
      expect([...new Set(world.world.announced.map(({ id }) => id))].sort()).toEqual(exhausted.sort());
    }
  });
});
