import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands, groups } from "../../../lib/cli/commands/all-commands.ts";
import { parseArgs } from "../../../lib/cli/parse.ts";
import type { Alert, AlertFacts, AlertType } from "../../../lib/core/alerts/alert.ts";
import { exampleFacts } from "../../../lib/core/alerts/alert-examples.ts";
import { type AlertAbout, alertMessage } from "../../../lib/core/alerts/message.ts";
import { words } from "../../cli/support.ts";

const links = { apiUrl: "https://api.example/", consoleUrl: "https://console.example/", stage: "prod" };
const subscription = { name: "Invoices", url: "https://hooks.acme.example/services/T0K3N?key=s3cret" };

/** An alert about subscription number `n`. */
const about = <Type extends AlertType>(type: Type, facts: AlertFacts[Type], n = 0): AlertAbout => ({
  alert: {
    id: `alr_01KG9YS7G0TSV4RRFFQ69G5F${String(n).padStart(2, "0")}`,
    type,
    at: new Date(Date.UTC(2026, 0, 31, 12, n % 60)).toISOString(),
    tenantId: "acme",
    subscriptionId: `sub_01ARZ3NDEKTSV4RRFFQ69G5${String(n).padStart(3, "0")}`,
    facts,
  } as Alert,
  subscription,
});

const every = (Object.keys(exampleFacts) as AlertType[]).map((type) => about(type, exampleFacts[type]));
const failing = (n = 0) => about("subscription.failing", exampleFacts["subscription.failing"], n);
const gone = (n = 0) => about("subscription.disabled", { reason: "gone" }, n);
const byHand = (by: string, n = 0) => about("subscription.disabled", { reason: "by-hand", by }, n);
const exhaustedOne = {
  ...exampleFacts["delivery.exhausted"],
  count: 1,
  latest: { deliveryId: "dlv_1", eventId: "evt_1", type: "invoice.paid" },
};

const letter = (alerts: AlertAbout[]): string => {
  const { subject, text } = alertMessage(alerts, links);
  return `Subject: ${subject}\n\n${text}`;
};

describe("a message about one alert", () => {
  it.each<[name: string, alert: AlertAbout]>([
    ...every.map((one): [string, AlertAbout] => [one.alert.type.split(".").join("-"), one]),
    ["subscription-disabled-gone", gone()],
    ["subscription-disabled-by-hand", byHand("admin")],
    ["subscription-disabled-by-key", byHand("k7Q2M4")],
    ["delivery-exhausted-once", about("delivery.exhausted", exhaustedOne)],
    ["of-a-deleted-subscription", { ...failing(), subscription: undefined }],
  ])("reads well: %s", async (name, alert) => {
    await expect(letter([alert])).toMatchFileSnapshot(`../../fixtures/alerts/${name}.txt`);
  });
});

describe("a message about several alerts", () => {
  it.each<[name: string, alerts: AlertAbout[]]>([
    ["two", [failing(1), failing(2)]],
    ["every-type", [...every, gone(1), byHand("admin", 2)]],
    ["200-failing", Array.from({ length: 200 }, (_, n) => failing(n))],
    ["200-failing-and-others", [...Array.from({ length: 200 }, (_, n) => failing(n)), gone(1), ...every]],
  ])("reads well: %s", async (name, alerts) => {
    await expect(letter(alerts)).toMatchFileSnapshot(`../../fixtures/alerts/${name}.txt`);
  });

  it("names twenty at most, and counts the others", () => {
    const { text } = alertMessage(
      Array.from({ length: 200 }, (_, n) => failing(n)),
      links,
    );
    expect(text.match(/^ {2}- /gm)).toHaveLength(20);
    expect(text).toContain("and 180 more: posthorn alerts list --type subscription.failing --all");
  });

  it("names something of each kind", () => {
    const { text } = alertMessage([...every, ...Array.from({ length: 200 }, (_, n) => failing(n))], links);
    for (const words of ["DISABLED: ITS ENDPOINT", "201 ENDPOINTS FAILING", "RATE LIMIT", "FILTER", "RECOVERED"]) {
      expect(text).toContain(words);
    }
    expect(text.match(/^ {2}- /gm)).toHaveLength(20);
  });
});

describe("a message shows", () => {
  it("no path and no query of a URL, because they may hold secrets", () => {
    const { text } = alertMessage([failing()], links);
    expect(text).toContain("https://hooks.acme.example/…");
    expect(text).not.toMatch(/T0K3N|s3cret/);
  });

  it("commands that the command line knows", async () => {
    const shown = [...every, gone(), byHand("admin")].flatMap((one) =>
      [...letter([one]).matchAll(/^ {2}posthorn (.*)$/gm)].map(([, line = ""]) =>
        line.replace("<POSTs a second>", "5"),
      ),
    );
    expect(shown.length).toBeGreaterThan(20);
    for (const line of shown) {
      const parsed = await parseArgs(words(line), commands, { version: "0", width: 100, groups });
      expect(parsed, line).toHaveProperty("command");
    }
  });
});

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom("\nWHAT TO DO\nPay", "a\u2028b", "a\r\nSubject: x", "\u202egnirts", "x\u0000y", '"', "\ud800"),
);

describe("texts of tenants", () => {
  it("never break a line, whatever they are", () => {
    const lines = (alerts: AlertAbout[]) =>
      alertMessage(alerts, links).text.split(/[\n\r\u2028\u2029\u0085\v\f]/).length;
    fc.assert(
      fc.property(hostile, hostile, (name, reason) => {
        const [plain, evil] = ["plain", reason].map((text, n) => ({
          ...about("filter.too-slow", { reason: text }),
          subscription: { ...subscription, name: n === 0 ? "Invoices" : `x${name}` },
        }));
        expect(lines([evil as AlertAbout])).toBe(lines([plain as AlertAbout]));
        expect(lines([evil as AlertAbout, failing()])).toBe(lines([plain as AlertAbout, failing()]));
      }),
    );
  });

  it("fit into what SNS takes", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 300 }), (text, count) => {
        const alerts = Array.from({ length: count }, (_, n) => ({
          ...about("filter.too-slow", { reason: text.repeat(10) }, n),
          subscription: {
            name: text,
            url: `https://${"a".repeat(60)}.example/${encodeURIComponent("x".repeat(2_000))}`,
          },
        }));
        const message = alertMessage(alerts, links);
        expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(Buffer.byteLength(message.text)).toBeLessThan(64 * 1024);
      }),
      { numRuns: 30 },
    );
  });
});
