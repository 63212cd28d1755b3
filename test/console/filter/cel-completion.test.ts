import { describe, expect, it } from "vitest";
import { suggestionsFor } from "../../../lib/console/tenant/filter/cel-completion.ts";
import {
  EVENT_FIELDS,
  FUNCTIONS,
  LIST_METHODS,
  TEXT_METHODS,
  TIME_METHODS,
} from "../../../lib/console/tenant/filter/cel-names.ts";
import { shapeOf } from "../../../lib/console/tenant/filter/data-shape.ts";
import { isAvailable } from "../../../lib/core/matching/cel-functions.ts";

const schema = {
  type: "object",
  properties: {
    amount: { type: "number", description: "In cents." },
    status: { enum: ["open", "paid", 3] },
    "content-type": { type: "string" },
    customer: { $ref: "#/$defs/customer" },
    items: { type: ["array", "null"], items: { $ref: "#/$defs/item" } },
    payment: { oneOf: [{ properties: { card: {} } }, { properties: { iban: {} } }] },
    loop: { $ref: "#/properties/loop" },
    tree: { $ref: "#" },
  },
  $defs: {
    customer: { type: "object", properties: { name: { type: "string" }, address: { $ref: "#/$defs/a~1b" } } },
    item: { properties: { price: { type: "number" } } },
    "a/b": { properties: { city: { const: "Bern" } } },
  },
};

const example = { amount: 5, extra: { deep: [{ x: "one" }] }, status: "late" };

const scope = {
  data: shapeOf([schema], [example]),
  types: ["order.placed", "order.*"],
  metadata: { agent: "a1", "team-id": "t1" },
};

const labels = (before: string) => suggestionsFor(before, scope)?.options.map(({ label }) => label);

describe("the completion of a filter", () => {
  it.each([
    ["event.", [...EVENT_FIELDS]],
    ["subscription.", ["id", "name", "metadata"]],
    ["subscription.metadata.", ["agent", "team-id"]],
    ["data.", ["amount", "status", "content-type", "customer", "items", "payment", "loop", "tree", "extra"]],
    ["data.customer.", ["name", "address"]],
    ['data["customer"].address.', ["city"]],
    ["data.items[0].", ["price"]],
    ["data.items[0].pr", ["price"]],
    ["data.payment.", ["card", "iban"]],
    ["data.tree.tree.customer.", ["name", "address"]],
    ["data.extra.deep[0].", ["x"]],
    ["data.items.exists(i, i.", ["price"]],
    ["data.extra.deep.all(d, d.x == 'one' && d.", ["x"]],
    ["data.customer.name.", [...TEXT_METHODS]],
    ["data.items.", [...LIST_METHODS]],
    ["timestamp(event.occurredAt).", [...TIME_METHODS]],
    ['data.status == "', ["open", "paid", "late"]],
    ['data.customer.address.city != "B', ["Bern"]],
    ['event.type == "', ["order.placed"]],
  ])("after %s", (before, expected) => {
    expect(labels(before)).toEqual(expected);
  });

  it("offers variables and functions where a value begins", () => {
    expect(labels("")?.slice(0, 4)).toEqual(["data", "event", "subscription", "has"]);
    expect(labels("data.items.exists(i, ")?.slice(0, 2)).toEqual(["i", "data"]);
    expect(labels("data.amount > si")).toContain("size");
  });

  it.each(['"text', "data.customer.name == 'it", "3.", "unknown.", "data.loop."])(
    "offers no field of the data after %s",
    (before) => {
      expect(labels(before) ?? []).not.toContain("amount");
    },
  );

  it.each(['data.status == "paid"', "size(data.items)", "data.items[0]"])("offers nothing right after %s", (before) => {
    expect(suggestionsFor(before, scope)).toBeUndefined();
  });

  it("puts names that CEL can't have after a dot in brackets", () => {
    const found = suggestionsFor("data.", scope)?.options.find(({ label }) => label === "content-type");
    expect(found).toMatchObject({ insert: '["content-type"]', overDot: true });
  });

  it("says what fields are", () => {
    const options = suggestionsFor("data.", scope)?.options;
    expect(options?.[0]).toEqual({ label: "amount", kind: "field", detail: "number", info: "In cents." });
  });

  it("names functions that filters may call only, and all of them", () => {
    const names = [...FUNCTIONS, ...TEXT_METHODS, ...LIST_METHODS, ...TIME_METHODS];
    expect(names.filter((name) => !isAvailable(name))).toEqual([]);
    expect(new Set(names).size).toBe(37);
  });

  it("is quick with a long expression, and with schemas that refer to themselves", () => {
    const startedAt = performance.now();
    const long = `data.${"tree.".repeat(350)}`;
    expect(labels(long)).toContain("tree");
    expect(labels(`${"data.items.exists(i, ".repeat(90)}i.`)).toEqual(["price"]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
