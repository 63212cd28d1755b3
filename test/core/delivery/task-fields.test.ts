import { describe, expect, it } from "vitest";
import { decodeTask, taskEncoder } from "../../../lib/core/delivery/task.ts";
import { decodePage, pageEncoder } from "../../../lib/core/fan-out/page.ts";
import { taskOfRun } from "../../support/delivery-states.ts";

const task = taskOfRun(2, { round: 1, attemptsBefore: 3, idleRounds: 1, trigger: "manual" });
const page = { event: task.event, incarnation: "ABCDEFGH", subscriptionIds: ["sub_1"], undecided: true as const };

const TEXT = ["", 1, null, undefined];
const COUNT = [-1, 1.5, "1", null];
const EVENT = { id: TEXT, ulid: TEXT, tenantId: TEXT, type: TEXT, occurredAt: TEXT };

const changed = (value: object, field: string, to: unknown): never => ({ ...value, [field]: to }) as never;

describe("a message of a delivery", () => {
  const encode = (of: object) => taskEncoder()(of as never);

  it("is decoded as it was encoded", () => {
    expect(decodeTask(encode(task))).toEqual(task);
  });

  it.each<[string, readonly unknown[]]>([
    ["deliveryId", [...TEXT, "dlv_1"]],
    ["subscriptionId", TEXT],
    ["queuedAt", TEXT],
    ["round", [...COUNT, undefined]],
    ["attemptsBefore", [...COUNT, undefined]],
    ["idleRounds", [...COUNT, undefined]],
    ["run", COUNT.filter((value) => value !== null)],
    ["trigger", ["", "test", 1]],
  ])("isn't one with another %s", (field, values) => {
    for (const value of values) expect(decodeTask(encode(changed(task, field, value))), String(value)).toBeUndefined();
  });

  it.each(Object.entries(EVENT))("isn't one with another %s of its event", (field, values) => {
    for (const value of values) {
      const event = changed(task.event, field, value);
      expect(decodeTask(encode({ ...task, event })), String(value)).toBeUndefined();
    }
  });

  it("of an earlier release is in the first run", () => {
    const { run: _run, trigger: _trigger, ...earlier } = task;
    expect(decodeTask(encode(earlier))).toEqual({ ...task, run: 0, trigger: "scheduled" });
  });
});

describe("a message of a fan-out page", () => {
  const encode = (of: object) => pageEncoder()(of as never);

  it("is decoded as it was encoded", () => {
    expect(decodePage(encode(page))).toEqual(page);
    const { undecided: _undecided, ...decided } = page;
    expect(decodePage(encode(decided))).toEqual(decided);
  });

  it.each<[string, readonly unknown[]]>([
    ["incarnation", TEXT],
    ["subscriptionIds", [undefined, "sub_1", [""], ["sub_1", 1]]],
  ])("isn't one with another %s", (field, values) => {
    for (const value of values) expect(decodePage(encode(changed(page, field, value))), String(value)).toBeUndefined();
  });

  it.each(Object.entries(EVENT))("isn't one with another %s of its event", (field, values) => {
    for (const value of values) {
      const event = changed(page.event, field, value);
      expect(decodePage(encode({ ...page, event })), String(value)).toBeUndefined();
    }
  });
});
