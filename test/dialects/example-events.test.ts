import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CatalogEntry } from "../../lib/core/model.ts";
import { exampleFor, wantedType } from "../../lib/dialects/example-events.ts";
import { subscriptionOf } from "../support/factories.ts";

const example = (dialect: string, events: string[], type?: string, metadata = {}, entries: CatalogEntry[] = []) => {
  const { data, ...rest } = exampleFor(subscriptionOf({ dialect, events, metadata }), entries, type);
  return { ...rest, data: JSON.parse(data) };
};

describe("what is sent", () => {
  it.each([
    ["the first type that is named", ["a.*", "b.c", "d"], [], "b.c"],
    ["a known one that a wildcard chooses", ["message.*"], ["agent.action", "message.received"], "message.received"],
    ["the first known one otherwise", ["x.*"], ["a", "b"], "a"],
  ])("is %s", (_case, events, known, type) => {
    expect(wantedType(events, known)).toBe(type);
  });

  it("is of the type that was asked for, though the subscription does not list it", () => {
    expect(example("standard", ["a"], "b.c")).toEqual({
      type: "b.c",
      data: { test: true, message: expect.anything() },
    });
  });
});

/** What an alert has in any case. */
const ALERT = ["alertId", "type", "platform", "platformDisplayName", "subject", "securityDescription", "links"];

describe("receivers find what they read", () => {
  it("in witn: the facts, and the subject among them", () => {
    const { type, data } = example("witn", ["*"]);
    expect([type, data.subjectKey]).toEqual(["outcome_succeed", data.facts.outcomeKey]);
    expect(Object.keys(data.facts)).toEqual(["outcomeKey", "customerKey", "agentKey", "agentName"]);
  });

  it.each([
    ["workflow.item.created", "workflow-item-created", { newState: "open" }],
    ["workflow.item.state.changed", "workflow-item-state-updated", { newState: "done", previousState: "open" }],
    ["workflow.item.resolved", "workflow-item-state-updated", { newState: "done", previousState: "open" }],
    ["workflow.item.reopened", "workflow-item-state-updated", { newState: "open", previousState: "done" }],
  ])("in outtake: the trigger and the states of %s", (topic, trigger, states) => {
    const { type, data } = example("outtake", [topic], undefined, { resolvedState: "done", activeStates: "open,new" });
    expect(type).toBe(trigger);
    expect(data).toMatchObject({ workflow: { workflowId: "wf_example", ...states }, alert: { type: "content" } });
    expect("previousState" in data.workflow).toBe("previousState" in states);
    expect(Object.keys(data.alert)).toEqual(ALERT);
  });

  it("in outtake, with the set of types that comes along: the same", () => {
    const set = JSON.parse(readFileSync("lib/cli/catalog/sets/outtake.json", "utf8"));
    const entries: CatalogEntry[] = [
      ...set.eventTypes.map((entry: { example: object }) => ({
        ...entry,
        kind: "event-type",
        example: JSON.stringify(entry.example),
      })),
      ...set.derivedTypes.map((entry: object) => ({ ...entry, kind: "derived-type" })),
    ];
    const metadata = { resolvedState: "done" };
    const reopened = example("outtake", ["workflow.item.reopened"], undefined, metadata, entries);
    expect(reopened.type).toBe("workflow-item-state-updated");
    expect(reopened.data.workflow).toMatchObject({ newState: "open", previousState: "done" });
    for (const type of ["workflow-item-created", "workflow-item-state-updated"])
      expect(Object.keys(example("outtake", ["*"], type, metadata, entries).data.alert)).toEqual(ALERT);
  });

  it.each([
    ["agent.action", ["agent", "room", "action", "content"]],
    ["agent.message", ["agent", "room", "content"]],
    ["user.message", ["agent", "user", "room", "content"]],
  ])("in agents: the members of %s", (type, members) => {
    expect(Object.keys(example("agents", ["*"], type).data)).toEqual(members);
  });

  it("in watsi: a message", () => {
    expect(example("watsi", ["message.status"])).toMatchObject({ type: "message.status", data: { message: {} } });
  });
});

describe("the operator's catalog", () => {
  const at = { createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" };
  const eventType = (name: string, example?: string): CatalogEntry => ({
    kind: "event-type",
    name,
    example,
    deprecated: false,
    enforce: false,
    ...at,
  });
  const derived: CatalogEntry = {
    kind: "derived-type",
    name: "order.large",
    from: "order.placed",
    when: "true",
    ...at,
  };
  const entries = [eventType("order.none"), eventType("order.placed", '{"n":1.0}'), derived];
  const sent = (events: string[], type?: string) => exampleFor(subscriptionOf({ events }), entries, type);

  it("gives its example as it was written", () => {
    expect(sent(["a"], "order.placed")).toEqual({ type: "order.placed", data: '{"n":1.0}' });
  });

  it("gives a type to a subscription that names none", () => {
    expect(sent(["order.*"])).toEqual({ type: "order.placed", data: '{"n":1.0}' });
  });

  it("has a derived type sent as what it derives from", () => {
    expect(sent(["order.large"])).toEqual({ type: "order.placed", data: '{"n":1.0}' });
  });

  it("leaves a type without an example to the built-in one", () => {
    expect(sent(["order.none"])).toEqual({ type: "order.none", data: expect.stringContaining("nothing has happened") });
  });
});
