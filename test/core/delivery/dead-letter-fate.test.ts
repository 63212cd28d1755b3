import { describe, expect, it } from "vitest";
import { fateOf, redriven } from "../../../lib/core/delivery/dead-letter-fate.ts";
import type { Delivery, DeliveryState } from "../../../lib/core/model/delivery.ts";
import { deliveryInState, STATES, taskOfRun } from "../../support/delivery-states.ts";

const rowOf = (state: DeliveryState, fields: Partial<Delivery> = {}) =>
  deliveryInState(state, { attempts: 4, ...fields });

describe("the fate of a dead letter", () => {
  it.each(["delivered", "skipped", "cancelled"] as const)("of a delivery that is %s: dropped", (state) => {
    expect(fateOf(taskOfRun(0), rowOf(state))).toEqual({ is: "ended" });
  });

  it("of an exhausted delivery: announced", () => {
    expect(fateOf(taskOfRun(0), rowOf("exhausted"))).toEqual({ is: "exhausted", delivery: rowOf("exhausted") });
  });

  it.each(["pending", "retrying"] as const)("of a %s one with attempts left: a round after progress", (state) => {
    const fate = fateOf(taskOfRun(0, { idleRounds: 2 }), rowOf(state));
    expect(fate).toMatchObject({ is: "again", task: { round: 1, attemptsBefore: 4, idleRounds: 0 } });
  });

  it("of an untried delivery whose receives ended in crashes: another round, idle", () => {
    expect(fateOf(taskOfRun(0), undefined)).toMatchObject({
      is: "again",
      task: { round: 1, attemptsBefore: 0, idleRounds: 1 },
    });
  });

  it("of a delivery without an attempt in three rounds: left for an operator", () => {
    expect(fateOf(taskOfRun(0, { idleRounds: 2 }), undefined)).toEqual({ is: "stuck" });
  });

  it("of a probe that could not be sent: dropped, because another one follows", () => {
    const probe = taskOfRun(0, { probe: 2, attemptsBefore: 4, idleRounds: 2 });
    expect(fateOf(probe, rowOf("held"))).toEqual({ is: "ended" });
    expect(fateOf(probe, rowOf("exhausted"))).toMatchObject({ is: "exhausted" });
  });

  it.each(STATES)("of a run that has not begun: another round, although the run before is %s", (state) => {
    const fate = fateOf(taskOfRun(1, { attemptsBefore: 4 }), rowOf(state));
    expect(fate).toMatchObject({ is: "again", task: { run: 1, round: 1, attemptsBefore: 4, idleRounds: 1 } });
  });

  it.each(STATES)("of a run that never begins: kept for three rounds, although the run before is %s", (state) => {
    const row = rowOf(state);
    let task = taskOfRun(1, { attemptsBefore: 4, trigger: "manual" });
    for (const idleRounds of [1, 2]) {
      const fate = fateOf(task, row);
      expect(fate).toEqual({ is: "again", task: { ...task, round: task.round + 1, idleRounds } });
      if (fate.is === "again") task = fate.task;
    }
    expect(fateOf(task, row)).toEqual({ is: "stuck" });
    expect(fateOf({ ...task, copy: true }, row)).toEqual({ is: "ended" });
  });

  it.each(STATES)("of an earlier run than the row's, %s: dropped", (state) => {
    expect(fateOf(taskOfRun(0), rowOf(state, { run: 1 }))).toEqual({ is: "ended" });
  });

  it("of a letter that can't be read: left for an operator", () => {
    expect(fateOf(undefined, undefined)).toEqual({ is: "stuck" });
  });
});

describe("a redriven letter", () => {
  it("has all of its rounds again", () => {
    const task = redriven(taskOfRun(0, { round: 3, idleRounds: 2 }), "2026-02-01T00:00:00.000Z");
    expect(task).toMatchObject({ round: 4, idleRounds: 0, redrivenAt: "2026-02-01T00:00:00.000Z" });
  });
});
