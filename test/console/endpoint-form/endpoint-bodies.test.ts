import { describe, expect, it } from "vitest";
import { endpointChange, newEndpointBody } from "../../../lib/console/tenant/endpoint-form/endpoint-bodies.ts";
import { type EndpointFields, NEW_ENDPOINT } from "../../../lib/console/tenant/endpoint-form/endpoint-fields.ts";

const row = (name: string, value: string, more: object = {}) => ({ key: 1, name, value, ...more });
const filled: EndpointFields = { ...NEW_ENDPOINT, url: "https://a.example/", events: ["a"] };

describe("the request for a new endpoint", () => {
  it("has what was typed, and nothing for what was left empty", () => {
    expect(newEndpointBody(filled, undefined)).toEqual({ url: "https://a.example/", events: ["a"] });
  });

  it("has everything that can be typed", () => {
    const fields: EndpointFields = {
      ...filled,
      name: "N",
      description: "D",
      filter: "true",
      dialect: "agents",
      headers: [row("X-A", "1"), row("X-B", "2", { sensitive: true }), row("", "")],
      metadata: [row("k", "v"), row("", "")],
      timeoutSeconds: "300",
      maxRetries: "0",
      perSecond: "2.5",
      burst: "4",
      ordered: true,
      orderingKey: "data.id",
      verifyTls: false,
      posthornHeaders: false,
      active: false,
    };
    expect(newEndpointBody(fields, "s3cret")).toEqual({
      url: "https://a.example/",
      events: ["a"],
      name: "N",
      description: "D",
      filter: "true",
      dialect: "agents",
      secret: "s3cret",
      headers: { "X-A": "1", "X-B": "2" },
      sensitiveHeaders: ["X-B"],
      metadata: { k: "v" },
      timeoutSeconds: 300,
      maxRetries: 0,
      rateLimit: { perSecond: 2.5, burst: 4 },
      ordered: true,
      orderingKey: "data.id",
      verifyTls: false,
      posthornHeaders: false,
      active: false,
    });
  });

  it("has no URL for a pull endpoint", () => {
    expect(newEndpointBody({ ...filled, pull: true }, undefined)).toEqual({ pull: true, events: ["a"] });
  });
});

describe("the request that changes an endpoint", () => {
  const before: EndpointFields = {
    ...filled,
    name: "N",
    headers: [row("X-Kept", "", { sensitive: true, kept: true }), row("X-A", "1")],
    metadata: [row("k", "v"), row("l", "w")],
    timeoutSeconds: "30",
    perSecond: "5",
  };

  it.each<[string, Partial<EndpointFields>, object]>([
    ["nothing", {}, {}],
    ["a name that was cleared", { name: "" }, { name: null }],
    ["types", { events: ["b"] }, { events: ["b"] }],
    ["a number that was cleared", { timeoutSeconds: "" }, { timeoutSeconds: null }],
    ["a limit that was cleared", { perSecond: "" }, { rateLimit: null }],
    ["a burst", { burst: "3" }, { rateLimit: { perSecond: 5, burst: 3 } }],
    [
      "an entry that was removed, and one that was added",
      { metadata: [row("k", "v"), row("m", "x")] },
      { metadata: { l: null, m: "x" } },
    ],
    ["a header that was removed", { headers: [before.headers[0] ?? row("", "")] }, { headers: { "X-A": null } }],
    [
      "a sensitive header with another value",
      { headers: [row("X-Kept", "new", { sensitive: true, kept: false }), row("X-A", "1")] },
      { headers: { "X-Kept": "new" } },
    ],
    [
      "a header that becomes sensitive",
      { headers: [before.headers[0] ?? row("", ""), row("X-A", "1", { sensitive: true })] },
      { sensitiveHeaders: ["X-Kept", "X-A"] },
    ],
    [
      "a header that is no longer sensitive, with a new value",
      { headers: [row("X-Kept", "shown"), row("X-A", "1")] },
      { headers: { "X-Kept": "shown" }, sensitiveHeaders: [] },
    ],
  ])("has %s", (_case, changes, expected) => {
    expect(endpointChange(before, { ...before, ...changes })).toEqual(expected);
  });
});
