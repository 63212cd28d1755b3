import { expect, it } from "vitest";
import { etagOf } from "../../../lib/api/http/etag.ts";

it("an entity tag doesn't depend on the order of members, which DynamoDB doesn't keep", () => {
  const shown = { id: "sub_1", headers: { "X-A": "1", "X-B": { c: [1, 2], d: null } }, events: ["a", "b"] };
  const again = { events: ["a", "b"], headers: { "X-B": { d: null, c: [1, 2] }, "X-A": "1" }, id: "sub_1" };
  expect(etagOf(again)).toBe(etagOf(shown));
});

it.each([
  ["a value", { headers: { a: "1", b: "3" }, events: ["x", "y"] }],
  ["a name", { headers: { a: "1", c: "2" }, events: ["x", "y"] }],
  ["a member less", { headers: { a: "1" }, events: ["x", "y"] }],
  ["the order of a list", { headers: { a: "1", b: "2" }, events: ["y", "x"] }],
])("an entity tag changes with %s", (_case, other) => {
  expect(etagOf(other)).not.toBe(etagOf({ headers: { a: "1", b: "2" }, events: ["x", "y"] }));
});
