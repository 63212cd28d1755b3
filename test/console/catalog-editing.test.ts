import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { call, operate, send, subscribe } from "../local/support/api.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();

const HOSTILE = '<img src=x onerror="alert(1)">';

/** The requests for events that a page makes from now on. */
function eventRequests(page: Page): string[] {
  const requests: string[] = [];
  page.on("request", (request) => /\/events[/?]/.test(request.url()) && requests.push(request.url()));
  return requests;
}

const checkRecent = (page: Page) => page.getByRole("button", { name: "Check recent events" });

/** Types over what an editor of code has. */
async function write(page: Page, label: string, text: string): Promise<void> {
  const editor = page.getByRole("textbox", { name: label, exact: true });
  await editor.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

const newType = (fields: object) => operate(world.twin, "POST", "/event-types", fields, 201);

const readType = async (name: string) => {
  const page = await operate<{ data: object[] }>(world.twin, "GET", `/event-types?name=${encodeURIComponent(name)}`);
  return page.data[0];
};

describe("the console's catalog", () => {
  it("lists event types and derived types, and finds them", async () => {
    await newType({ name: "list.one", description: HOSTILE, group: "Lists" });
    await operate(
      world.twin,
      "POST",
      "/derived-types",
      { name: "list.big", from: "list.one", when: "data.n > 1.0" },
      201,
    );
    const page = await openConsoleAt(world, "/catalog?search=Lists", { role: "viewer" });
    const rows = page.getByRole("listitem");
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining(HOSTILE)]);
    await page.getByRole("searchbox").fill("posthorn.");
    await page.getByText("Built in").first().waitFor();
    await page.getByRole("link", { name: "Derived types" }).click();
    await page.getByText("data.n > 1.0").waitFor();
    expect(await page.getByRole("link", { name: /^(New|Import)/ }).count()).toBe(0);
    await page.getByText("list.big").click();
    await heading(page, "list.big").waitFor();
    expect(await page.getByRole("button", { name: /Save|Delete/ }).count()).toBe(0);
  });

  it("creates a type, and shows what is wrong with its schema and its examples while somebody types", async () => {
    const page = await openConsoleAt(world, "/catalog", { role: "operator", refusals: [422, 409] });
    await page.getByRole("link", { name: "New event type" }).click();
    await page.getByLabel("Name").fill("orders//create");
    await write(page, "JSON Schema", '{"type": "nothing"}');
    await page.getByText("This schema isn’t valid:").waitFor();
    await page.getByText("/type").first().waitFor();
    await write(page, "JSON Schema", '{"type": ');
    await page.getByText("This isn’t JSON:").waitFor();
    await write(page, "JSON Schema", '{"type": "object", "required": ["id"], "examples": [{"id": 1}, {}]}');
    await page.getByText("Number 2 of the schema’s examples doesn’t fit the schema:").waitFor();
    await write(page, "Example", "{}");
    await page.getByText("The example doesn’t fit the schema:").waitFor();
    await write(page, "Example", '{"id": "o_1"}');
    await page.getByText("The example doesn’t fit the schema:").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Create event type" }).click();
    await page.getByText("must be an event type").waitFor();
    await page.getByLabel("Name").fill("orders/create");
    await page.getByLabel("Group").fill("Orders");
    await page.getByRole("button", { name: "Create event type" }).click();
    await heading(page, "orders/create").waitFor();
    expect(await readType("orders/create")).toMatchObject({
      group: "Orders",
      enforce: false,
      deprecated: false,
      example: { id: "o_1" },
    });
    await page.reload();
    await heading(page, "orders/create").waitFor();
    await page.getByLabel("Description").fill("An order was created.");
    await page.getByLabel("Group").fill("");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("Saved.").waitFor();
    const changed = await readType("orders/create");
    expect(changed).toMatchObject({ description: "An order was created." });
    expect(changed).not.toHaveProperty("group");
    expect(changed).toHaveProperty("schema");
  });

  it("shows which recent events an enforced schema would refuse, and asks before it is saved", async () => {
    await newType({ name: "pay.ed" });
    await subscribe(world.twin, "https://receiver.example/", { events: ["pay.ed"] });
    for (const n of [1, 2, 3]) await send(world.twin, { type: "pay.ed", data: { n, text: HOSTILE } });
    await send(world.twin, { type: "pay.ed", data: { n: "4" } });
    const page = await openConsoleAt(world, "/catalog/types/pay.ed", { role: "operator", refusals: [404] });
    const requests = eventRequests(page);
    await write(page, "JSON Schema", '{"type": 1}');
    await page.getByText("This schema isn’t valid:").waitFor();
    await write(page, "JSON Schema", "");
    expect(requests).toEqual([]);
    await checkRecent(page).click();
    await page.getByText("0 of the 4 newest events don’t fit.").waitFor();
    await page.getByText(`Looked at events of these tenants: ${world.twin.tenantId}.`).waitFor();
    await write(page, "JSON Schema", '{"properties": {"n": {"type": "number"}}}');
    await page.getByText("1 of the 4 newest events don’t fit.").waitFor();
    await page.getByText("/n Instance type").first().click();
    await expect.poll(() => page.locator("pre").last().textContent()).toContain('"n": "4"');
    await page.getByLabel("Enforce the schema").check();
    await page.getByRole("button", { name: "Save changes" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 of the 4 newest events don’t fit.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await readType("pay.ed")).toMatchObject({ enforce: false });
    await page.getByRole("button", { name: "Save changes" }).click();
    await dialog.getByRole("button", { name: "Save anyway" }).click();
    await page.getByText("Saved.").waitFor();
    expect(await readType("pay.ed")).toMatchObject({ enforce: true });
    await call(world.twin, "POST", "/events", { type: "pay.ed", data: { n: "5" } }, 422);
    await page.getByLabel("Only this tenant (ID)").fill("nobody");
    await page.getByLabel("Only this tenant (ID)").press("Enter");
    await checkRecent(page).click();
    await page.getByRole("alert").first().waitFor();
  }, 30_000);

  it("reads recent events for viewers too, and leaves out those that have gone since they were listed", async () => {
    await newType({ name: "gone.by", schema: { required: ["n"] } });
    await subscribe(world.twin, "https://receiver.example/", { events: ["gone.by"] });
    const gone = await send(world.twin, { type: "gone.by", data: { n: 1 } });
    for (const data of [{ n: 2 }, {}]) await send(world.twin, { type: "gone.by", data });
    const page = await openConsoleAt(world, "/catalog/types/gone.by", { role: "viewer", refusals: [404] });
    const notFound = { status: 404, contentType: "application/problem+json", body: '{"status":404}' };
    await page.route(`**/events/${gone.id}`, (route) => route.fulfill(notFound));
    const requests = eventRequests(page);
    await checkRecent(page).click();
    await page.getByText("1 of the 2 newest events don’t fit.").waitFor();
    expect(requests.some((url) => url.endsWith(gone.id))).toBe(true);
    expect(await page.getByRole("button", { name: /Save|Delete/ }).count()).toBe(0);
  });

  it("asks for no events while somebody names a new type", async () => {
    const page = await openConsoleAt(world, "/catalog/-/new-type", { role: "operator" });
    const requests = eventRequests(page);
    expect(await checkRecent(page).isDisabled()).toBe(true);
    await page.getByLabel("Name").fill("never.sent");
    // The schema is checked once somebody stops typing.
    await write(page, "JSON Schema", '{"type": "nothing"}');
    await page.getByText("This schema isn’t valid:").waitFor();
    expect(requests).toEqual([]);
    await checkRecent(page).click();
    await page.getByText("There are no recent events of this type.").waitFor();
    expect(requests.length).toBeGreaterThan(0);
    await page.getByLabel("Name").fill("never.sent.either");
    await page.getByText("There are no recent events of this type.").waitFor({ state: "detached" });
  });

  it("ends a schema that takes too long, and the page goes on", async () => {
    await newType({ name: "slow.one", example: `${"a".repeat(70)}!` });
    const page = await openConsoleAt(world, "/catalog/types/slow.one", { role: "operator" });
    await write(page, "JSON Schema", '{"pattern": "^(a|aa)+$"}');
    await page.getByText("The schema takes too long to check.").first().waitFor();
    await write(page, "JSON Schema", '{"pattern": "a"}');
    await page.getByText("The schema takes too long to check.").first().waitFor({ state: "detached" });
  });

  it("tries a derived type's condition on recent events, and saves it", async () => {
    await newType({ name: "cart.paid", example: { amount: 7 } });
    await subscribe(world.twin, "https://receiver.example/", { events: ["cart.paid"] });
    for (const amount of [5, 50, 500]) await send(world.twin, { type: "cart.paid", data: { amount } });
    const page = await openConsoleAt(world, "/catalog/derived", { role: "operator", refusals: [422] });
    await page.getByRole("link", { name: "New derived type" }).click();
    await page.getByLabel("Name").fill("cart.large");
    await page.getByLabel("Derived from").fill("cart.paid");
    await write(page, "Condition", "data.amount > 10.0");
    await page.getByText("0 of 1 event matches").waitFor();
    await page.getByLabel("Try it on events of this tenant (ID)").fill(world.twin.tenantId);
    await page.keyboard.press("Tab");
    await page.getByText("2 of 3 events match").waitFor();
    await page.getByRole("button", { name: "Create derived type" }).click();
    await heading(page, "cart.large").waitFor();
    expect(await operate(world.twin, "GET", "/derived-types/cart.large")).toMatchObject({
      from: "cart.paid",
      when: "data.amount > 10.0",
    });
    await write(page, "Condition", "data.amount >");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page
      .getByText(/^This filter isn’t valid/)
      .first()
      .waitFor();
    await write(page, "Condition", "data.amount > 100.0");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByRole("button", { name: "Delete type" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Endpoints that ask for it get nothing for it any more.").waitFor();
    await dialog.getByRole("button", { name: "Delete type" }).click();
    await page.getByText("No derived types yet").or(page.getByText("list.big")).first().waitFor();
    await operate(world.twin, "GET", "/derived-types/cart.large", undefined, 404);
  }, 30_000);

  it("deletes a type, and says what that means for subscriptions", async () => {
    await newType({ name: "gone/soon" });
    const page = await openConsoleAt(world, "/catalog/types/gone%2Fsoon", { role: "operator" });
    await page.getByLabel("Group").fill("Never saved");
    await page.getByRole("button", { name: "Delete type" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Endpoints keep asking for it").waitFor();
    await dialog.getByRole("button", { name: "Delete type" }).click();
    await heading(page, "Catalog").waitFor();
    expect(await readType("gone/soon")).toBeUndefined();
  });
});
