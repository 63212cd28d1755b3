import { describe, expect, it } from "vitest";
import { fieldDifferences } from "../../lib/console/console/audit/field-differences.ts";
import { en } from "../../lib/console/texts/en.ts";
import { auditedChanges } from "../support/audit/audited-changes.ts";

it("the console has every action of the audit log in words", () => {
  const known = Object.keys(en);
  const unnamed = Object.keys(auditedChanges).map((action) => action.replace(/ByName$/, ""));
  expect(unnamed.filter((action) => !known.includes(`auditAction.${action}`))).toEqual([]);
});

describe("the fields of a change", () => {
  it("are those that differ, down to the innermost objects, the time of the change last", () => {
    const before = {
      updatedAt: "1",
      url: "a",
      headers: { x: "1", y: "2" },
      events: ["a"],
      rateLimit: { perSecond: 1 },
    };
    const after = { updatedAt: "2", url: "a", headers: { x: "1", y: "3" }, events: ["a", "b"], name: "n" };
    expect(fieldDifferences(before, after)).toEqual([
      { path: ["headers", "y"], before: "2", after: "3" },
      { path: ["events"], before: ["a"], after: ["a", "b"] },
      { path: ["rateLimit", "perSecond"], before: 1, after: undefined },
      { path: ["name"], before: undefined, after: "n" },
      { path: ["updatedAt"], before: "1", after: "2" },
    ]);
  });

  it("are all fields of a thing that was created or deleted", () => {
    const fields = { id: "sub_1", metadata: {}, headers: { a: "b" } };
    expect(fieldDifferences(undefined, fields).map(({ path }) => path.join("."))).toEqual([
      "id",
      "metadata",
      "headers.a",
    ]);
    expect(fieldDifferences(fields, undefined)[0]).toEqual({ path: ["id"], before: "sub_1", after: undefined });
    expect(fieldDifferences(undefined, undefined)).toEqual([]);
  });

  it("may have the names of inherited properties", () => {
    const after = JSON.parse('{"constructor":"x","__proto__":"y"}');
    expect(fieldDifferences({}, after).map(({ path }) => path.join())).toEqual(["constructor", "__proto__"]);
  });

  it("may be in an object on one side only", () => {
    expect(fieldDifferences({ a: { b: 1 } }, { a: "text" })).toEqual([
      { path: ["a"], before: { b: 1 }, after: "text" },
    ]);
    expect(fieldDifferences({ a: {} }, {})).toEqual([{ path: ["a"], before: {}, after: undefined }]);
  });
});
