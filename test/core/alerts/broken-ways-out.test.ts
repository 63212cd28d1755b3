import { describe, expect, it } from "vitest";
import type { AlertFacts } from "../../../lib/core/alerts/alert.ts";
import { iso, T0 } from "../../support/contracts/sample-records.ts";
import type { PortCall } from "../../support/memory/fault-plan.ts";
import { telling } from "../../support/memory/memory-telling.ts";

/** One more than a run reads. */
const MANY = 5_001;

const failing: AlertFacts["subscription.failing"] = { since: iso(T0 - 600_000), why: "it failed" };

/** Raises many alerts about one subscription. */
function crowded() {
  const all = telling();
  const about = all.subscribe();
  const { raise, tell, pass, published, world } = all;
  return {
    ...all,
    raiseOne: () => raise("subscription.failing", failing, about),
    raiseMany: () => {
      for (let n = 0; n < MANY; n++) raise("subscription.failing", failing, about);
    },
    breakDown: (broken: PortCall) => {
      world.faults.decide = (operation) => (operation === broken ? { when: "before" } : undefined);
    },
    repair: () => {
      world.faults.decide = () => undefined;
    },
    everyMinute: async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        pass(60);
        await tell().catch(() => undefined);
      }
    },
    isPublished: (id: string) => published.some(({ detail }) => detail.id === id),
    untoldPeople: () => world.alerts.values().filter(({ told }) => !told.peopleAt).length,
    untoldMachines: () => world.alerts.values().filter(({ told }) => !told.machinesAt).length,
  };
}

describe("a new alert reaches machines at once", () => {
  it("while more alerts than a run reads wait for the next message to people", async () => {
    const { raiseOne, raiseMany, everyMinute, tell, isPublished, untoldPeople, messages } = crowded();
    raiseOne();
    await everyMinute(1);
    raiseMany();
    await everyMinute(2);
    const id = raiseOne();
    await tell();
    expect([isPublished(id), untoldPeople(), messages.length]).toEqual([true, MANY + 1, 1]);
  });

  it("while people can't be told, who hear of all alerts later", async () => {
    const { raiseOne, raiseMany, everyMinute, tell, isPublished, breakDown, repair, ...seen } = crowded();
    breakDown("sendMessage");
    raiseMany();
    await everyMinute(12);
    const id = raiseOne();
    await expect(tell()).resolves.toBeUndefined();
    expect([isPublished(id), seen.untoldPeople(), seen.messages.length]).toEqual([true, MANY + 1, 0]);
    repair();
    await everyMinute(21);
    expect([seen.untoldPeople(), seen.messages.length, seen.published.length]).toEqual([0, 2, MANY + 1]);
  });
});

it("People hear of a new alert while more alerts than a run reads wait for a broken bus", async () => {
  const { raiseOne, raiseMany, everyMinute, breakDown, repair, ...seen } = crowded();
  breakDown("publishAlerts");
  raiseMany();
  await everyMinute(12);
  expect([seen.messages.length, seen.untoldPeople(), seen.untoldMachines()]).toEqual([2, 0, MANY]);
  const id = raiseOne();
  await everyMinute(11);
  expect([seen.messages.length, seen.messages[2]?.text.includes(id), seen.untoldPeople()]).toEqual([3, true, 0]);
  repair();
  await everyMinute(2);
  expect([seen.isPublished(id), seen.untoldMachines(), seen.messages.length]).toEqual([true, 0, 3]);
});
