import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usableDefinition } from "../../lib/api/dialects/definition-schema.ts";
import { dialectRoutes } from "../../lib/api/dialects/dialect-routes.ts";
import { checkedBody } from "../../lib/api/http/inputs.ts";
import type { Event } from "../../lib/core/model/event.ts";
import { builtInDefinition } from "../../lib/dialects/built-in-definitions.ts";
import { compileDialect } from "../../lib/dialects/compile.ts";
import type { BodyTemplate, DialectDefinition } from "../../lib/dialects/definition.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { dialectOf, findDialect } from "../../lib/dialects/registry.ts";
import { pairProblem, together } from "../../lib/dialects/together.ts";
import { sampleEvent, subscriptionOf } from "../support/factories.ts";
import { jsonText } from "./json-text.ts";

const tenantDefinition = builtInDefinition("tenant");
const watsiDefinition = builtInDefinition("watsi");

/** A definition as an operator sends it, through all that the API does with it. */
const registered = (body: unknown): DialectDefinition => registeredText(JSON.stringify(body));

const registeredText = (text: string): DialectDefinition =>
  usableDefinition(checkedBody(dialectRoutes.createDialect.body, text));

/** The expected bodies, without the code under test. */
const written: Record<string, (event: Event, id: string) => string> = {
  tenant: ({ type, occurredAt, data }, id) =>
    `{"id":"${id}","type":"${type}","createdAt":"${occurredAt}","data":${data}}`,
  watsi: ({ type, occurredAt, tenantId, data }, id) =>
    `{"id":"${id}","type":"${type}","workspace":"${tenantId}","createdAt":"${occurredAt}","data":${data}}`,
};

const letters = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength });
const NAME = "abcXYZ019_";

const ulidText = fc
  .tuple(
    letters("01234567", 1),
    fc.string({ unit: fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"), minLength: 25, maxLength: 25 }),
  )
  .map((parts) => parts.join(""));

const anyEvent = fc.record({
  id: letters(`${NAME}-`, 64),
  ulid: ulidText,
  tenantId: letters(`${NAME}-`, 64),
  type: letters(NAME, 20),
  occurredAt: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z") })
    .map((date) => date.toISOString()),
  data: jsonText,
});

const secretText = fc.string({ unit: "binary", minLength: 8 }).filter((secret) => secret.isWellFormed());

const renderer =
  ({ event, secret }: { event: Event; secret: string }) =>
  (dialect: Dialect | undefined) =>
    dialect?.render({ event, subscription: subscriptionOf(), deliveryId: "dlv_1", secrets: [secret], nowMs: 0 });

describe.each([tenantDefinition, watsiDefinition])("$name as an operator's own dialect", (definition) => {
  const copy = dialectOf({ dialect: "copy", definition: JSON.stringify(registered({ ...definition, name: "copy" })) });

  it("is byte-identical to the built-in one for any event", () => {
    fc.assert(
      fc.property(anyEvent, secretText, (event, secret) => {
        const render = renderer({ event, secret });
        const [ours, theirs] = [render(findDialect(definition.name)), render(copy)];
        expect(theirs?.headers).toEqual(ours?.headers);
        expect(theirs?.body.equals(ours?.body ?? Buffer.alloc(0))).toBe(true);
      }),
    );
  });

  it("has the expected body for any event", () => {
    fc.assert(
      fc.property(anyEvent, ulidText, (event, ulid) => {
        const body = renderer({ event: { ...event, id: `evt_${ulid}` }, secret: "a-secret" })(copy)?.body;
        expect(body?.equals(Buffer.from(written[definition.name]?.(event, `evt_${ulid}`) ?? ""))).toBe(true);
      }),
    );
  });
});

describe("the ids in the body of an operator's own dialect", () => {
  const ids = { id: "{id}", ulid: "{ulid}", evtId: "{evtId}" };
  const dialect = compileDialect(registered({ ...tenantDefinition, name: "mine", body: ids }));

  it.each([
    ["order-1", "evt_01HZX3V9Q4M8N7P6R5S4T3W2Y1"],
    ["evt_mine", "evt_mine"],
  ])("of the event %s are its own and those of its ULID", (id, evtId) => {
    const ulid = "01HZX3V9Q4M8N7P6R5S4T3W2Y1";
    const event = { id, ulid, tenantId: "acme", type: "a.b", occurredAt: "2026-01-01T00:00:00.000Z", data: "1" };
    const body = renderer({ event, secret: "a-secret" })(dialect)?.body;
    expect(JSON.parse(String(body))).toEqual({ id, ulid, evtId });
  });
});

const withBody = (body: BodyTemplate): DialectDefinition => ({ ...tenantDefinition, name: "mine", body });

describe("the body of an operator's own dialect", () => {
  it.each(["constructor", "prototype", "toString", "toJSON", "hasOwnProperty", "10", ""])(
    "carries a member named %j",
    (name) => {
      const dialect = compileDialect(registered(withBody({ [name]: "{type}", inner: { [name]: ["{data}"] } })));
      const event = sampleEvent({ type: "a.b", data: "1.0" });
      const body = JSON.parse(String(renderer({ event, secret: "a-secret" })(dialect)?.body));
      expect(Object.entries(body)).toContainEqual([name, "a.b"]);
      expect(Object.entries(body.inner)).toEqual([[name, [1]]]);
    },
  );
});

const standardBody = (name: string, body: BodyTemplate, more: object = {}) =>
  compileDialect({ ...withBody(body), name, signatureHeader: `x-${name}-signature`, headers: {}, ...more });
const found = (name: string): Dialect => dialectOf({ dialect: name }) ?? standardBody("none", null);

describe("names that JSON parsing would lose", () => {
  const tenantText = JSON.stringify({ ...tenantDefinition, name: "mine" });

  it.each([
    ["in the body", '"body":{"a":[{"__proto__":1}]}', "/body/a/0/__proto__"],
    ["among the headers", '"headers":{"__proto__":"x"}', "/headers/__proto__"],
    ["at the top", '"__proto__":{}', "/__proto__"],
    ["that differ only in case", '"headers":{"X-A":"1","x-a":"2"}', "/headers/x-a"],
    ["in a body that is too deep anyway", `"body":${"[".repeat(100_000)}${"]".repeat(100_000)}`, "/body"],
  ])("are rejected: %s", (_case, member, path) => {
    const text = `${tenantText.slice(0, -1)},${member}}`;
    const refusal = expect.objectContaining({ status: 422, errors: [expect.objectContaining({ path })] });
    expect(() => registeredText(text)).toThrow(refusal);
  });
});

describe("two dialects together", () => {
  const body = { type: "{type}", timestamp: "{occurredAt}", data: "{data}" };

  it("have the same body for every event if they are accepted", () => {
    const pair: [Dialect, Dialect] = [found("standard"), standardBody("old", body, { keyForm: "whsec_" })];
    expect(pairProblem(...pair)).toBeUndefined();
    fc.assert(
      fc.property(anyEvent, (event) => {
        const [ours, theirs] = pair.map(renderer({ event, secret: found("standard").generateSecret() }));
        expect(theirs?.body.equals(ours?.body ?? Buffer.alloc(0))).toBe(true);
      }),
    );
  });

  it.each<[string, string, BodyTemplate]>([
    ["differ in the type", "standard", { ...body, type: "a.b" }],
    ["differ in the id of some events", "watsi", { ...(watsiDefinition.body as object), id: "{id}" }],
    ["differ only for numbers that a double can't hold", "agents", "{data}"],
    ["differ in where the data's members are", "outtake", { event: "{type}", data: "{data}" }],
    ["differ in the order of members", "standard", { data: "{data}", type: "{type}", timestamp: "{occurredAt}" }],
    [
      "differ in a fixed text that could equal an event's value",
      "tenant",
      { ...(tenantDefinition.body as object), id: "evt_1" },
    ],
    ["differ in the tenant", "watsi", { ...(watsiDefinition.body as object), workspace: "tenant" }],
  ])("are rejected if their bodies %s", (_case, name, other) => {
    expect(pairProblem(found(name), standardBody("other", other))).toMatch(/bodies differ/);
  });

  it("generate secrets that both accept", () => {
    const [free, strict] = [standardBody("free", body), standardBody("strict", body, { keyForm: "base64" })];
    for (const [dialect, other] of [
      [free, strict],
      [strict, free],
    ] as const) {
      const both = together(dialect, { dialect: other, untilMs: 1 });
      for (let n = 0; n < 20; n++) expect(both.secretProblem(both.generateSecret())).toBeUndefined();
    }
  });

  it.each([
    ["for ever without an end", {}, [true, true]],
    ["until its end", { until: "2026-01-01T00:00:00.000Z" }, [true, false]],
  ])("send the second one's headers %s", (_case, end, sent) => {
    const old = { ...withBody(body), name: "old", signatureHeader: "x-old-signature", headers: {}, keyForm: "whsec_" };
    const both = dialectOf({
      dialect: "standard",
      alsoIn: { dialect: "old", definition: JSON.stringify(old), ...end },
    });
    const secrets = [found("standard").generateSecret()];
    const event = sampleEvent({ type: "a", data: "{}" });
    const headersAt = (at: string) =>
      both?.render({ event, subscription: subscriptionOf(), deliveryId: "dlv_1", secrets, nowMs: Date.parse(at) })
        .headers ?? {};
    const all = ["2025-12-31T23:59:59.999Z", "2026-01-01T00:00:00.000Z"].map(headersAt);
    expect(all.map((headers) => "webhook-signature" in headers)).toEqual([true, true]);
    expect(all.map((headers) => "x-old-signature" in headers)).toEqual(sent);
  });
});
