import { describe, expect, it } from "vitest";
import { EVENT_PATTERN, EVENT_TYPE, patternMatches, patternsFor } from "../../../lib/core/matching/event-types.ts";

describe("event patterns", () => {
  it.each([
    ["invoice.paid", "invoice.paid", true],
    ["invoice.paid", "invoice.paid.late", false],
    ["invoice.*", "invoice.paid", true],
    ["invoice.*", "invoice.line.added", true],
    ["invoice.*", "invoice", false],
    ["invoice.*", "invoices.paid", false],
    ["*", "anything", true],
    ["orders/*", "orders/create", true],
    ["repo:*", "repo:push", true],
    ["repo:*", "repo.push", false],
    ["a.b:*", "a.b:c/d", true],
    ["Order Created", "Order Created", true],
    ["*", "posthorn.subscription.failing", false],
    ["posthorn.*", "posthorn.subscription.failing", true],
    ["posthorn.subscription.*", "posthorn.subscription.failing", true],
    ["posthorn.subscription.failing", "posthorn.subscription.failing", true],
    ["*", "posthorn", true],
    ["*", "posthorns.a", true],
  ])("%s on %s: %s", (pattern, type, matches) => {
    expect(patternMatches(pattern, type)).toBe(matches);
  });

  it.each([
    "*",
    "a",
    "a.b",
    "a.*",
    "a-b.c_d.*",
    "orders/create",
    "repo:push",
    "Order Created",
    "orders/*",
    "s3:Object:*",
  ])("%s may be listed", (pattern) => {
    expect(pattern).toMatch(EVENT_PATTERN);
  });

  it.each(["", "**", "a*", "*.a", "a.*.b", ".a", "a.", "a..b", "a  b", " a", "a ", "a/", ":a", "a *", "a, b", "å"])(
    "%j may not be listed",
    (pattern) => {
      expect(pattern).not.toMatch(EVENT_PATTERN);
    },
  );

  it.each(["invoice.paid", "a.b/c", "posthorn", "posthorn.subscription.failing"])(
    "%s is found by exactly the patterns that include it",
    (type) => {
      const patterns = ["*", type, "a.*", "a.b/*", "invoice.*", "posthorn.*", "posthorn.subscription.*", "x"];
      expect(new Set(patternsFor(type))).toEqual(new Set(patterns.filter((one) => patternMatches(one, type))));
    },
  );

  it("are not event types if they have a wildcard", () => {
    expect("a.*").not.toMatch(EVENT_TYPE);
    expect("a.b").toMatch(EVENT_TYPE);
  });
});
