import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CatalogEntry } from "../../lib/core/model/catalog-entry.ts";
import { examplesByDialect, genericExamples } from "../../lib/dialects/built-in/example-data.ts";
import { exampleFor, wantedTypes } from "../../lib/dialects/example-events.ts";
import { subscriptionOf } from "../support/factories.ts";

const example = (dialect: string, events: string[], type?: string, metadata = {}, entries: CatalogEntry[] = []) => {
  const { data, ...rest } = exampleFor(subscriptionOf({ dialect, events, metadata }), entries, type);
  return { ...rest, data: JSON.parse(data) };
};

describe("the type of a test send", () => {
  it.each([
    ["the first type that the subscription names", ["a.*", "b.c", "d"], [], "b.c"],
    ["a known type that a wildcard matches", ["message.*"], ["agent.action", "message.received"], "message.received"],
    ["otherwise a type that the wildcard includes", ["x.*"], ["a", "b"], "x.test"],
  ])("is %s", (_case, events, known, type) => {
    expect(wantedTypes(events, known)[0]).toBe(type);
  });

  it("is the requested type, even if the subscription does not list it", () => {
    expect(example("standard", ["a"], "b.c")).toEqual({
      type: "b.c",
      data: { test: true, message: expect.anything() },
    });
  });
});

describe("every example", () => {
  const makers = [genericExamples, ...Object.values(examplesByDialect)].flatMap((of) => Object.entries(of));

  it.each(makers)("%s shows no empty value", (_type, make) => {
    expect(Object.keys(make({}).data)).not.toEqual([]);
    JSON.stringify(make({}), (key, value) => {
      expect(value, key).not.toBe("");
      return value;
    });
  });
});

/** The members of every alert. */
const ALERT = ["alertId", "type", "platform", "platformDisplayName", "subject", "securityDescription", "links"];

describe("receivers get the members that they read", () => {
  it("in witn: the facts, including the subject", () => {
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

  it("in outtake: the same with the bundled set of types", () => {
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

  it("provides its example unchanged", () => {
    expect(sent(["a"], "order.placed")).toEqual({ type: "order.placed", data: '{"n":1.0}' });
  });

  it("provides a type for a subscription that names none", () => {
    expect(sent(["order.*"])).toEqual({ type: "order.placed", data: '{"n":1.0}' });
  });

  it("sends a derived type as its origin", () => {
    expect(sent(["order.large"])).toEqual({ type: "order.placed", data: '{"n":1.0}' });
  });

  it("falls back to the built-in example", () => {
    expect(sent(["order.none"])).toEqual({ type: "order.none", data: expect.stringContaining("nothing has happened") });
  });
});
