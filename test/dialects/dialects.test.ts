import { createHmac } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { Webhook as SvixWebhook } from "svix";
import { describe, expect, it } from "vitest";
import { newUlid } from "../../lib/core/ids.ts";
import type { Event } from "../../lib/core/model/event.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import { ulidIn } from "../../lib/core/wire-ids.ts";
import { builtInNames } from "../../lib/dialects/built-in-definitions.ts";
import type { Rendered } from "../../lib/dialects/dialect.ts";
import { findDialect } from "../../lib/dialects/registry.ts";
import { subscriptionOf } from "../support/factories.ts";
import { jsonText } from "./json-text.ts";

interface Vector {
  dialect: string;
  event: Event;
  subscription: Partial<Subscription>;
  deliveryId: string;
  secret: string;
  nowMs: number;
  headers: Record<string, string>;
  body: string;
}

const vectors = globSync("test/fixtures/vectors/*.json")
  .toSorted()
  .map((path) => JSON.parse(readFileSync(path, "utf8")) as Vector);

const AT = Date.parse("2026-01-01T00:00:00.000Z");

function dialect(name: string) {
  const found = findDialect(name);
  if (!found) throw new Error(`no dialect ${name}`);
  return found;
}

interface Given {
  data?: string;
  type?: string;
  id?: string;
  ulid?: string;
  tenantId?: string;
  secrets?: string[];
  subscription?: Partial<Subscription>;
}

const ULID = "01J00000000000000000000000";
const SECRET = "a-secret-of-plain-text";

function render(name: string, given: Given = {}): Rendered {
  const { data = "{}", type = "invoice.paid", id = "evt_1", secrets = [SECRET], subscription } = given;
  const { ulid = ULID, tenantId = "acme" } = given;
  return dialect(name).render({
    event: { id, ulid, tenantId, type, occurredAt: "2026-01-01T00:00:00.000Z", data },
    subscription: subscriptionOf(subscription),
    deliveryId: "dlv_1",
    secrets,
    nowMs: AT,
  });
}

const parsed = (rendered: Rendered) => JSON.parse(rendered.body.toString());

describe("golden vectors", () => {
  it("exist for every dialect", () => {
    expect(vectors.map((vector) => vector.dialect).toSorted()).toEqual(builtInNames.toSorted());
  });

  it.each(vectors)("$dialect", ({ dialect: name, event, subscription, deliveryId, secret, nowMs, headers, body }) => {
    const input = { event, subscription: subscriptionOf(subscription), deliveryId, secrets: [secret], nowMs };
    const rendered = dialect(name).render(input);
    expect(rendered.body.toString()).toBe(body);
    expect(rendered.headers).toEqual(headers);
  });
});

describe("every dialect", () => {
  const names = vectors.map((vector) => vector.dialect);

  it.each(names)("%s accepts any JSON text and sends JSON", (name) => {
    const secrets = [dialect(name).generateSecret()];
    fc.assert(
      fc.property(jsonText, (data) => {
        expect(() => parsed(render(name, { data, secrets }))).not.toThrow();
      }),
    );
  });

  it.each(names.filter((name) => !["agents", "outtake", "witn"].includes(name)))(
    "%s carries the data unchanged",
    (name) => {
      const secrets = [dialect(name).generateSecret()];
      fc.assert(
        fc.property(jsonText, (data) => {
          expect(render(name, { data, secrets }).body.includes(Buffer.from(data))).toBe(true);
        }),
      );
    },
  );

  it.each(names)("%s accepts its own secrets, and sets the headers that it declares", (name) => {
    const { generateSecret, secretProblem, ownHeaders } = dialect(name);
    const secret = generateSecret();
    expect(secretProblem(secret)).toBeUndefined();
    expect(secretProblem("")).toEqual(expect.any(String));
    expect(Object.keys(render(name, { secrets: [secret] }).headers).toSorted()).toEqual(ownHeaders.toSorted());
  });

  it.each(names)("%s carries 256 KiB of data with the deepest nesting", (name) => {
    const data = `${"[".repeat(512)}"${"x".repeat(255 * 1024)}"${"]".repeat(512)}`;
    expect(render(name, { data, secrets: [dialect(name).generateSecret()] }).body.length).toBeGreaterThan(255 * 1024);
  });

  it.each(names)("%s signs with every secret if it has a signature list, or with the newest one", (name) => {
    const { generateSecret, signatureList } = dialect(name);
    const secrets = [generateSecret(), generateSecret()];
    const subscription = { id: "sub_1" };
    const both = render(name, { secrets, subscription }).headers;
    const newest = render(name, { secrets: secrets.slice(0, 1), subscription }).headers;
    if (signatureList) expect(both).not.toEqual(newest);
    else expect(both).toEqual(newest);
  });
});

describe("witn", () => {
  const secret = dialect("witn").generateSecret();

  it("is accepted by the svix library for any data, and rejected if a byte differs", () => {
    fc.assert(
      fc.property(jsonText, (data) => {
        const { headers, body } = dialect("witn").render({
          event: { id: "evt_1", ulid: ULID, tenantId: "acme", type: "t", occurredAt: "2026-01-01T00:00:00.000Z", data },
          subscription: subscriptionOf(),
          deliveryId: "dlv_1",
          secrets: [dialect("witn").generateSecret(), secret],
          nowMs: Date.now(),
        });
        const verifier = new SvixWebhook(secret);
        expect(() => verifier.verify(body.toString(), headers)).not.toThrow();
        expect(() => verifier.verify(`${body} `, headers)).toThrow();
      }),
    );
  });

  it.each([
    ["facts", '{"facts":{"outcomeKey":"o"}}', { subjectKey: "o", facts: { outcomeKey: "o" } }],
    ["no facts", '{"outcomeKey":"o"}', { subjectKey: "o", facts: { outcomeKey: "o" } }],
    ["facts without a key", '{"subjectKey":"s","facts":{}}', { subjectKey: "s", facts: {} }],
    ["an array", "[1]", { subjectKey: "", facts: [1] }],
  ])("has the subject and the facts: %s", (_name, data, expected) => {
    expect(parsed(render("witn", { data, secrets: [secret] })).data).toMatchObject(expected);
  });

  it("keeps an id of 64 hex digits, and has the same id in body and header", () => {
    const id = "0a".repeat(32);
    const rendered = render("witn", { id, secrets: [secret] });
    expect([parsed(rendered).id, rendered.headers["svix-id"]]).toEqual([id, id]);
    expect(parsed(render("witn", { secrets: [secret] })).id).toMatch(/^[0-9a-f]{64}$/);
  });

  it("makes any other id of the event's ULID, which can be read back", () => {
    const ulid = newUlid(AT);
    const wireId = ({ id, tenantId }: Given) => parsed(render("witn", { id, tenantId, ulid, secrets: [secret] })).id;
    const id = wireId({ id: "order-1" });
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect([wireId({ id: "order-1" }), wireId({ id: `evt_${ulid}` })]).toEqual([id, id]);
    expect(ulidIn(id, "acme")).toBe(ulid);
    expect(wireId({ tenantId: "other" })).not.toBe(id);
  });
});

describe("agents", () => {
  it("is accepted by receivers that sign the parsed body, for any data", () => {
    fc.assert(
      fc.property(jsonText, (data) => {
        const { headers, body } = render("agents", { data });
        const again = JSON.stringify(JSON.parse(body.toString()));
        expect(body.toString()).toBe(again);
        expect(headers["x-webhook-signature"]).toBe(createHmac("sha256", SECRET).update(again).digest("hex"));
      }),
    );
  });
});

describe("agents, after a migration", () => {
  it("keep the webhook's id that receivers know", () => {
    const idOf = (subscription: Partial<Subscription>) => parsed(render("agents", { subscription })).webhook.id;
    expect(idOf({ id: "sub_1", metadata: { webhookId: 'wh_é"1' } })).toBe('wh_é"1');
    expect(idOf({ id: "sub_1", metadata: { other: "x" } })).toBe("sub_1");
  });
});

describe("outtake", () => {
  it.each([
    ["the trigger", "workflow-item-created", '{"workflow":{}}', { event: "workflow-item-created", workflow: {} }],
    ["data with an id", "x", '{"id":"y","a":1}', { event: "x", a: 1 }],
    ["a topic", "workflow.item.resolved", "{}", { event: "workflow-item-state-updated" }],
    ["data with an event", "x", '{"event":"y","a":1}', { event: "x", a: 1 }],
    ["data that is not an object", "x", "[1]", { event: "x", data: [1] }],
  ])("has the trigger and the data's members: %s", (_name, type, data, expected) => {
    const { headers, ...rendered } = render("outtake", { type, data });
    expect(parsed({ headers, ...rendered })).toEqual({ id: "evt_1", ...expected });
    expect(headers["x-outtake-event-id"]).toBe("evt_1");
  });

  it("rejects a secret that isn't a valid header value", () => {
    for (const lost of [" before the first", "after the last ", "with a\ttab", "pässwörter"])
      expect(dialect("outtake").secretProblem(lost)).toBeTruthy();
    // HTTP keeps spaces inside a header value, and users choose such secrets.
    expect(dialect("outtake").secretProblem("correct horse battery")).toBeUndefined();
  });
});

describe("watsi", () => {
  it.each(["evt", "evt_", "a-b_c"])("has the event's ULID for the event %s", (id) => {
    const ulid = newUlid(AT);
    expect(parsed(render("watsi", { id, ulid })).id).toBe(`evt_${ulid}`);
  });

  it.each([
    "evt_01HXYZ123456789",
    "evt_1",
    "evt_a-b_c",
    "evt_01arz3ndektsv4rrffq69g5fav",
    "evt_81ARZ3NDEKTSV4RRFFQ69G5FAV",
  ])("passes on %s as the producer gave it", (id) => {
    expect(parsed(render("watsi", { id })).id).toBe(id);
  });

  it("keeps the ULID of an id that has one", () => {
    expect(parsed(render("watsi", { id: "evt_01ARZ3NDEKTSV4RRFFQ69G5FAV" })).id).toBe("evt_01ARZ3NDEKTSV4RRFFQ69G5FAV");
  });
});
