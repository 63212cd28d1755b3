import fc from "fast-check";
import { expect, it } from "vitest";
import { isFinal } from "../../../lib/core/delivery/lifecycle.ts";
import { interruptedPolls } from "../../support/memory/interrupted-polls.ts";
import { type AnswerTo, inOrder } from "../../support/memory/memory-in-order.ts";

const LANES = ["", "a".repeat(32), "b".repeat(32)];

const interruption = fc.record({
  call: fc.nat(40),
  when: fc.constantFrom("before" as const, "after" as const),
  dies: fc.boolean(),
});

const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("enqueue" as const), lane: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("repeat" as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("look" as const), lane: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.nat(90) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("poll" as const),
      interruption: fc.option(interruption, { nil: undefined }),
      remainingMs: fc.constantFrom(330_000, 330_000, 45_000, 1_000),
    }),
  },
);

const answers = fc.array(fc.constantFrom(200, 200, 200, 500, 429, 503), { maxLength: 30 });

const MANY_PAUSES = Array.from({ length: 6 }, () => 429 as const);

const fields = fc.record({
  maxRetries: fc.nat(3),
  rateLimit: fc.constantFrom(undefined, undefined, { perSecond: 0.1 }, { perSecond: 5 }),
});

it("no delivery is POSTed before each earlier one of its lane has ended, and none is forgotten", async () => {
  await fc.assert(
    fc.asyncProperty(fields, answers, fc.array(action, { maxLength: 25 }), async (subscription, statuses, script) => {
      const left = [...statuses];
      const lanes = LANES.map((): string[] => []);
      const broken: string[] = [];
      const answer: AnswerTo = ({ deliveryId }) => {
        world.world.faults.call("report", () => undefined);
        const ids = lanes.find((lane) => lane.includes(deliveryId)) ?? [];
        const open = ids.slice(0, ids.indexOf(deliveryId)).filter((id) => !isEnded(id));
        if (open.length > 0) broken.push(`${deliveryId} before ${open}`);
        return { status: left.shift() ?? 200 };
      };
      const world = await inOrder(answer, { ...subscription, orderingKey: "data.order" }, { waits: [30] });
      const isEnded = (id: string) => {
        const row = world.row(id);
        return row !== undefined && isFinal(row);
      };
      const { poll, calls } = interruptedPolls(world);
      const all = () => lanes.flat();

      for (const step of script) {
        if (step.do === "enqueue") lanes[step.lane]?.push(await world.enqueue({ hash: LANES[step.lane] ?? "" }));
        if (step.do === "look") await world.look(LANES[step.lane]);
        if (step.do === "pass") world.pass(step.seconds);
        if (step.do === "poll") {
          const at = step.interruption && { ...step.interruption, call: calls() + step.interruption.call };
          await poll(at, step.remainingMs);
        }
        if (step.do === "cancel" || step.do === "repeat") {
          const id = all()[step.which];
          if (id && step.do === "cancel") world.cancel(id);
          if (id && step.do === "repeat") await world.repeat(id);
        }
      }
      // Only lanes are woken here, not endpoints whose pause is over. So a delivery waits an hour after each 429.
      for (let minute = 0; minute < 2_000 && (minute < 3 || !(await isAtRest())); minute++) {
        while ((await poll()) > 0);
        await world.wakeDue();
      }
      async function isAtRest() {
        return world.fifo.size() === 0 && world.world.lanes.values().length === 0;
      }
      expect(broken).toEqual([]);
      expect(all().filter((id) => !isEnded(id))).toEqual([]);
      expect([world.world.lanes.values(), world.world.lanePlaces.values(), world.fifo.size()]).toEqual([[], [], 0]);
    }),
    { numRuns: 150, examples: [[{ maxRetries: 0, rateLimit: undefined }, MANY_PAUSES, [{ do: "enqueue", lane: 1 }]]] },
  );
});
