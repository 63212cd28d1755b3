import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { builtInReceiverDialect, receiverCode } from "../../lib/dialects/receivers/receiver-code.ts";
import { operate, subscribe } from "../local/support/api.ts";
import { openPortalAt } from "./support/open-portal-at.ts";
import { heading } from "./support/page-parts.ts";
import type { PagesWorld } from "./support/pages-world.ts";

const HOSTILE = "<img src=x onerror=alert(1)>\u202egnp.exe";

const ORDER = {
  name: "order/created",
  group: "Orders",
  description: `An order was placed. ${HOSTILE}`,
  schema: {
    type: "object",
    required: ["id", "customer"],
    properties: {
      id: { type: "string", description: "The order’s id.", pattern: "^ord_" },
      status: { enum: ["open", "paid"] },
      customer: { $ref: "#/$defs/customer" },
      items: { type: "array", items: { type: "object", properties: { sku: { type: "string" } } } },
      payment: { oneOf: [{ properties: { card: { type: "string" } } }, { properties: { iban: { type: "string" } } }] },
      [HOSTILE]: { type: "string", description: HOSTILE },
    },
    $defs: {
      customer: {
        allOf: [{ $ref: "#/$defs/person" }, { properties: { vip: { type: "boolean" } }, required: ["vip"] }],
      },
      person: { type: "object", properties: { email: { type: "string", format: "email" } } },
    },
  },
};

const SHOP_DIALECT = {
  name: "shop",
  algorithm: "hmac-sha256" as const,
  signatureHeader: "x-shop-signature",
  signature: "t={timestamp},v1={signature}",
  separator: ",",
  signedText: "{timestamp}.{body}",
  body: { data: "{data}" },
};

/** A schema of so many levels, each inside of the one before. */
function deepSchema(levels: number): object {
  let schema: object = { type: "string", description: "The innermost." };
  for (let level = 0; level < levels; level++) schema = { type: "object", properties: { inner: schema } };
  return schema;
}

/** The catalog of event types. */
export function catalogPages(world: PagesWorld): void {
  const at = (path: string) => `${world.twin.api}/portal${path}`;
  const open = (path: string, can = ["view", "manage"], options = {}) => openPortalAt(world, path, can, options);
  const create = (type: object) => operate(world.twin, "POST", "/event-types", type, 201);
  const field = (page: Page, name: string) =>
    page.locator(".schema-field", { has: page.locator(`:scope > .schema-head, :scope > summary`) }).filter({
      has: page.locator("code.schema-name", { hasText: new RegExp(`^${name}$`) }),
    });

  describe("the catalog", () => {
    it("explains itself while it is empty, and lists Posthorn's own types", async () => {
      const page = await open("/event-types");
      await page.getByRole("link", { name: /^posthorn\.subscription\.failing/ }).waitFor();
      await page.getByRole("searchbox").fill("nothing like this");
      await page.getByText("No event type matches “nothing like this”").waitFor();
      await page.waitForURL(at("/event-types?search=nothing+like+this"));
      await page.reload();
      await page.getByText("No event type matches “nothing like this”").waitFor();
    });

    it("leads from a type with a slash in its name to its fields, and back", async () => {
      await create(ORDER);
      await create({ name: "order.old", deprecated: true });
      const derived = { name: "order.large", from: "order/created", when: "data.amount > 100" };
      await operate(world.twin, "POST", "/derived-types", derived, 201);
      const page = await open("/event-types?search=order");
      await expect.poll(() => page.getByRole("listitem").count()).toBe(3);
      await page.getByText("Deprecated").waitFor();
      await page.getByText("order/created", { exact: true }).click();
      await heading(page, "order/created").waitFor();
      await page.reload();
      await heading(page, "order/created").waitFor();
      await page.getByText(HOSTILE.replace("\u202e", "\ufffd")).first().waitFor();
      await page.goBack();
      await page.getByText("order.large").click();
      await page.getByText("data.amount > 100").waitFor();
      await page.getByText("An event of order/created has this type too").waitFor();
    });

    it("shows the fields of a type, with those inside of others", async () => {
      const page = await open(`/event-types/${encodeURIComponent("order/created")}`);
      const id = field(page, "id").first();
      await id.getByText("Required").waitFor();
      await id.getByText("The order’s id.").waitFor();
      await id.getByText("pattern: ^ord_").waitFor();
      await field(page, "status").getByText('"open"').waitFor();
      await field(page, "customer").locator("summary").first().click();
      await field(page, "email").last().getByText("format: email").waitFor();
      await field(page, "vip").last().getByText("Required").waitFor();
      await field(page, "items").locator("summary").first().click();
      await page.getByText("Each element").click();
      await field(page, "sku").last().waitFor();
      await field(page, "payment").locator("summary").first().click();
      await page.getByText("Form 2 of 2").click();
      await field(page, "iban").last().waitFor();
      await page.locator("code.schema-name", { hasText: "onerror" }).waitFor();
    });

    it("opens a schema of 500 levels one by one, and is never stuck", async () => {
      await create({ name: "deep.sent", schema: deepSchema(250), example: { x: 1 } });
      const many = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`field_${at}`, { type: "string" }]));
      await create({ name: "wide.sent", schema: { properties: many } });
      await create({ name: "loop.sent", schema: { properties: { next: { $ref: "#" } } } });
      const page = await open("/event-types/deep.sent");
      const summaries = page.locator(".schema summary");
      for (let level = 0; level < 12; level++) await summaries.nth(level).click();
      await expect.poll(() => summaries.count()).toBe(13);
      await page.goto(at("/event-types/wide.sent"));
      await page.getByRole("button", { name: "Show all 600 fields" }).click();
      await expect.poll(() => page.locator(".schema-field").count()).toBe(600);
      await page.goto(at("/event-types/loop.sent"));
      for (let level = 0; level < 5; level++) await summaries.nth(level).click();
      await expect.poll(() => summaries.count()).toBe(6);
    });

    it("shows a long example as it is, a part at first", async () => {
      const example = { text: `1.50 ${"x".repeat(60_000)}` };
      await create({ name: "long.sent", example });
      const page = await open("/event-types/long.sent");
      await page.getByRole("button", { name: /Show all \(60,0\d\d characters\)/ }).click();
      await expect.poll(() => page.locator("pre").first().textContent()).toBe(JSON.stringify(example, null, 2));
    });

    it("says which endpoints get a type, and leads to a new one", async () => {
      const { id } = await subscribe(world.twin, "https://receiver.example/orders", {
        name: "Orders",
        events: ["order.*"],
      });
      const page = await open("/event-types/order.old");
      const link = page.getByRole("main").getByRole("link", { name: "Orders" });
      expect(await link.getAttribute("href")).toBe(`/portal/endpoints/${id}`);
      await page.getByRole("link", { name: "Use this type" }).click();
      await page.waitForURL(at("/endpoints/new?type=order.old"));
      await page.getByText("order.old").first().waitFor();
      const reader = await open("/event-types/order.old", ["view"]);
      await reader.getByRole("heading", { name: "Endpoints that get it" }).waitFor();
      expect(await reader.getByRole("link", { name: "Use this type" }).count()).toBe(0);
    });

    it("shows a receiver for the format of each endpoint, in three languages", async () => {
      await operate(world.twin, "POST", "/dialects", SHOP_DIALECT, 201);
      const fields = { name: "Shop", events: ["order.*"], dialect: "shop" };
      await subscribe(world.twin, "https://receiver.example/shop", fields);
      const page = await open("/event-types/order.old");
      const code = page.locator("pre").last();
      for (const [title, language] of [
        ["JavaScript", "javascript"],
        ["Python", "python"],
        ["Go", "go"],
      ] as const) {
        for (const [format, dialect] of [
          ["standard", builtInReceiverDialect("standard") ?? expect.fail()],
          ["shop", SHOP_DIALECT],
        ] as const) {
          await page.getByText(title, { exact: true }).first().click();
          await page.getByLabel("Dialect").selectOption(format);
          await expect.poll(() => code.textContent()).toBe(receiverCode(language, format, dialect));
        }
      }
      await page.getByRole("option", { name: "shop (Shop)" }).waitFor({ state: "attached" });
    });

    it("says that there is no such type", async () => {
      const page = await open("/event-types/none.such");
      await heading(page, "There is no such page").waitFor();
    });
  });
}
