import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { operate } from "../local/support/api.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { button, heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();

const ORDERS = readFileSync(new URL("../fixtures/openapi/orders.yaml", import.meta.url), "utf8");

const opened = (refusals: number[] = []) => openConsoleAt(world, "/catalog/-/import", { role: "operator", refusals });

const choose = (page: Page, name: string, text: string) =>
  page.getByLabel("File").setInputFiles({ name, mimeType: "application/yaml", buffer: Buffer.from(text) });

const rowsIn = (page: Page) => page.getByRole("list", { name: "Event types to import" }).getByRole("listitem");

/** Scrolls until the last row is there. Rows are measured as they come into view. */
const toTheEnd = (page: Page, last: string) =>
  expect
    .poll(async () => {
      await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
      return rowOf(page, last).count();
    })
    .toBe(1);

const rowOf = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

const readType = (name: string) => operate<Record<string, unknown>>(world.twin, "GET", `/event-types/${name}`);

describe("an import of an OpenAPI document", () => {
  it("shows what it will do, then creates and changes types", async () => {
    await operate(world.twin, "POST", "/event-types", { name: "customer.updated", group: "People" }, 201);
    const page = await opened();
    await choose(page, "orders.yaml", ORDERS);
    await rowOf(page, "order.placed").getByText("New").waitFor();
    expect(await page.getByLabel("An event’s data is").inputValue()).toBe("data");
    await rowOf(page, "customer.updated").getByText("Changes: description, schema, example, deprecated").waitFor();
    await page.getByLabel("Import order.cancelled").uncheck();
    await page.getByRole("button", { name: "Import 2 types" }).click();
    await page.getByText("2 types were imported.").waitFor();
    expect(await readType("order.placed")).toMatchObject({
      group: "Orders",
      description: expect.stringContaining("payment is authorized"),
      example: { id: "ord_1", lines: [{ sku: "A-1", quantity: 2 }] },
      schema: { required: ["id", "lines"], $defs: { Line: { type: "object" } } },
    });
    expect(await readType("customer.updated")).toMatchObject({ group: "People", deprecated: true });
    await operate(world.twin, "GET", "/event-types/order.cancelled", undefined, 404);
    await page.getByRole("link", { name: "order.placed" }).click();
    await heading(page, "order.placed").waitFor();
    await page.goBack();
    await choose(page, "orders.yaml", ORDERS);
    await rowOf(page, "order.placed").getByText("Same").waitFor();
    await button(page, "Import 1 type").waitFor();
  });

  it("takes whole bodies if somebody chooses them, and pasted JSON", async () => {
    const page = await opened();
    const schema = { type: "object", properties: { data: { type: "object" }, at: { type: "string" } } };
    const webhooks = { "pasted.one": { post: { requestBody: { content: { "application/json": { schema } } } } } };
    await page.getByLabel("Or paste the document").fill(JSON.stringify({ openapi: "3.1.0", webhooks }));
    await page.getByLabel("An event’s data is").selectOption("");
    await page.getByRole("button", { name: "Import 1 type" }).click();
    await page.getByText("1 type was imported.").waitFor();
    expect(await readType("pasted.one")).toMatchObject({ schema });
  });

  it("says what can't be imported and why, and goes on when one type fails", async () => {
    const page = await opened([409]);
    const bad = { post: { requestBody: { content: { "application/json": { schema: { $ref: "x.yaml" } } } } } };
    const none = { post: { requestBody: { content: { "application/json": { schema: { type: "nothing" } } } } } };
    const webhooks = {
      "<img src=x>": {},
      "bad.ref": bad,
      "bad.schema": none,
      "race.lost": { post: {} },
      "race.won": { post: {} },
    };
    await choose(page, "bad.json", JSON.stringify({ openapi: "3.1.0", webhooks }));
    await rowOf(page, "<img src=x>").getByText("has a name that an event type can't have").waitFor();
    await rowOf(page, "bad.ref").getByText("to another document, which isn't read: x.yaml").waitFor();
    await rowOf(page, "bad.schema")
      .getByText(/^schema\/type/)
      .first()
      .waitFor();
    expect(await page.getByLabel("Import bad.ref").isDisabled()).toBe(true);
    await operate(world.twin, "POST", "/event-types", { name: "race.lost" }, 201);
    await page.getByRole("button", { name: "Import 2 types" }).click();
    await page.getByText("1 type was imported. 1 failed.").waitFor();
    await rowOf(page, "race.lost").getByText("is taken").waitFor();
    expect(await readType("race.won")).toMatchObject({ name: "race.won" });
  });

  it.each([
    ["isn't YAML", "a: [", /Flow sequence/],
    ["is of another kind", "a: 1", /isn't an OpenAPI document/],
    ["is of 3.0", "openapi: 3.0.3\npaths: {}", /The document has no webhooks/],
    ["would grow without end", bomb(), /alias/i],
  ])("says why it can't read a document that %s", async (_case, text, problem) => {
    const page = await opened();
    await choose(page, "x.yaml", text);
    await page.getByRole("alert").getByText(problem).waitFor();
  });

  it("stays quick with a large document", async () => {
    const page = await opened();
    const properties = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`field_${n}`, { type: "string" }]));
    const body = { content: { "application/json": { schema: { type: "object", properties } } } };
    const webhooks = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [`big.n${n}`, { post: { requestBody: body } }]),
    );
    await choose(page, "big.json", JSON.stringify({ openapi: "3.1.0", webhooks }));
    await page.getByRole("button", { name: "Import 500 types" }).waitFor();
    await toTheEnd(page, "big.n499");
    expect(await rowsIn(page).count()).toBeLessThan(60);
  }, 30_000);

  it("stays quick with a small document that has hundreds of thousands of problems", async () => {
    const page = await opened();
    const refs = Array.from({ length: 9_000 }, (_, n) => ({ $ref: `#/none/${n}` }));
    const item = { post: { requestBody: { content: { "application/json": { schema: { anyOf: refs } } } } } };
    const webhooks: Record<string, unknown> = { [`name.${"x".repeat(1_000_000)}`]: {} };
    for (let n = 0; n < 100; n += 1) webhooks[`bad.n${n}`] = { $ref: "#/components/pathItems/bad" };
    const document = { openapi: "3.1.0", webhooks, components: { pathItems: { bad: item } } };
    await choose(page, "bad.json", JSON.stringify(document));
    await rowOf(page, "bad.n0").getByText("has 8997 more problems").waitFor({ timeout: 25_000 });
    await toTheEnd(page, "bad.n99");
    expect(await page.evaluate<number>("document.querySelectorAll('*').length")).toBeLessThan(2_000);
    expect(await page.evaluate<number>("document.body.innerText.length")).toBeLessThan(50_000);
    expect(await page.getByRole("button", { name: "Import 0 types" }).isDisabled()).toBe(true);
  }, 60_000);

  it("says that a document is too large when its references copy too much", async () => {
    const page = await opened();
    const schema = { $ref: "#/components/schemas/A" };
    const hook = { post: { requestBody: { content: { "application/json": { schema } } } } };
    const webhooks = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`big.n${n}`, hook]));
    const components = { schemas: { A: { description: "x".repeat(20_000) } } };
    await choose(page, "big.json", JSON.stringify({ openapi: "3.1.0", webhooks, components }));
    await page
      .getByRole("alert")
      .getByText(/more than 10 MB in all/)
      .waitFor();
  });
});

/** Aliases of aliases: nine lines that stand for a billion values. */
function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let n = 1; n < 9; n += 1)
    lines.push(
      `a${n}: &a${n} [${Array(9)
        .fill(`*a${n - 1}`)
        .join(", ")}]`,
    );
  return `openapi: 3.1.0\n${lines.join("\n")}`;
}
