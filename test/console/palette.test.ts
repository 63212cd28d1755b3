import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { hexIdOf } from "../../lib/core/wire-ids.ts";
import { operate, request, send, subscribe } from "../local/support/api.ts";
import { useReceiver } from "../local/support/receivers.ts";
import { expectAccessible } from "./support/expect-accessible.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { focused, heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();
const receiver = useReceiver();

const HOSTILE = '<img src=x onerror="alert(1)">\u202e';

const palette = (page: Page) => page.getByRole("dialog", { name: "Search for anything" });
const input = (page: Page) => palette(page).getByRole("combobox");
const option = (page: Page, name: string | RegExp) => palette(page).getByRole("option", { name });

async function search(page: Page, typed: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await input(page).fill(typed);
}

describe("the palette", () => {
  it("goes to a page, a tenant and an endpoint with the keyboard alone", async () => {
    await operate(world.twin, "POST", "/tenants", { id: "zebra-1", name: "Zebra Ltd" }, 201);
    const { id } = await subscribe(world.twin, receiver.url, { name: "Zoo hook", events: ["none"] });
    const page = await openConsoleAt(world, "/tenants", { role: "viewer" });
    await search(page, "dead");
    await option(page, "Dead letters").waitFor();
    await page.keyboard.press("Enter");
    await heading(page, "Dead letters").waitFor();
    await focused(page.getByRole("main")).waitFor();
    await search(page, "zebra");
    await option(page, /Zebra Ltd/).waitFor();
    await page.keyboard.press("Enter");
    await heading(page, "Zebra Ltd").waitFor();
    // Another tenant is open.
    await search(page, "zOO ");
    await option(page, /Zoo hook/).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/tenants/${world.twin.tenantId}/endpoints/${id}$`));
    await heading(page, "Zoo hook").waitFor();
  });

  it("shows endpoints of the open tenant first, then those of others in turn, and whose they are", async () => {
    await operate(world.twin, "POST", "/tenants", { id: "flood", name: HOSTILE }, 201);
    const { key } = await operate<{ key: string }>(world.twin, "POST", "/tenants/flood/api-keys", {}, 201);
    const body = { url: `${receiver.url}/flood`, events: ["none"], name: "Ledger" };
    for (let n = 0; n < 12; n++) await request(world.twin, "POST", "/subscriptions", { key, body });
    const mine = await subscribe(world.twin, receiver.url, { name: "Our ledger feed", events: ["none"] });
    const page = await openConsoleAt(world, "/tenants");
    await search(page, "ledger");
    await palette(page).getByRole("status").getByText("There may be more").waitFor();
    const endpoints = palette(page).getByRole("group", { name: "Endpoints" }).getByRole("option");
    expect(await endpoints.count()).toBe(8);
    const titles = await endpoints.allTextContents();
    expect(titles[0]).toMatch(/^Ledger<img src=x onerror="alert\(1\)">\ufffd · http/);
    expect(titles[1]).toMatch(/^Our ledger feed/);
    await page.keyboard.press("Escape");
    await page.goto(`${world.twin.console}/console/tenants/${world.twin.tenantId}/events`);
    await heading(page, "Events").waitFor();
    await search(page, "ledger");
    await endpoints.first().waitFor();
    expect(await endpoints.first().textContent()).toMatch(/^Our ledger feed/);
    await endpoints.first().click();
    await page.waitForURL(new RegExp(`/endpoints/${mine.id}$`));
  });

  it("never shows a late answer for an older text, and asks for no single character", async () => {
    await subscribe(world.twin, receiver.url, { name: "Quince", events: ["none"] });
    await subscribe(world.twin, receiver.url, { name: "Quail", events: ["none"] });
    const page = await openConsoleAt(world, "/tenants");
    const asked: string[] = [];
    const givenUp: string[] = [];
    const nameIn = (url: string) => new URL(url).searchParams.get("name") ?? "";
    page.on("requestfailed", (request) => {
      if (request.url().includes("/api/v1/find?name=")) givenUp.push(nameIn(request.url()));
    });
    const late = Promise.withResolvers<void>();
    await page.route(/\/api\/v1\/find\?name=/, async (route) => {
      const name = nameIn(route.request().url());
      asked.push(name);
      if (name === "quai") await late.promise;
      // The page may have given up the request.
      await route.continue().catch(() => undefined);
    });
    await search(page, "q");
    await palette(page).getByText("Find what has the ID “q”").waitFor();
    await input(page).fill("quai");
    await expect.poll(() => asked).toEqual(["quai"]);
    await input(page).fill("quinc");
    await option(page, /Quince/).waitFor();
    await expect.poll(() => givenUp).toEqual(["quai"]);
    late.resolve();
    expect(await option(page, /Quail/).count()).toBe(0);
    expect(asked).toEqual(["quai", "quinc"]);
  });

  it("keeps the option that somebody chose when others come in before it", async () => {
    await subscribe(world.twin, receiver.url, { name: "Medlar", events: ["none"] });
    const page = await openConsoleAt(world, "/tenants");
    const late = Promise.withResolvers<void>();
    await page.route(/\/api\/v1\/find\?name=/, async (route) => {
      await late.promise;
      await route.continue();
    });
    await search(page, "medlar");
    const byId = option(page, "Find what has the ID “medlar”");
    await byId.waitFor();
    await page.keyboard.press("ArrowUp");
    late.resolve();
    await option(page, /Medlar/).waitFor();
    expect(await byId.getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("ArrowUp");
    expect(await option(page, /Medlar/).getAttribute("aria-selected")).toBe("true");
  });

  it("finds what an id names, for any tenant", async () => {
    const { id } = await subscribe(world.twin, receiver.url, { name: HOSTILE, events: ["by.id"] });
    const event = await send(world.twin, { type: "by.id", data: {} });
    const page = await openConsoleAt(world, "/tenants");
    await search(page, id);
    await option(page, /<img src=x onerror="alert\(1\)">\ufffd/).waitFor();
    const ulid = event.id.slice("evt_".length);
    for (const wanted of [event.id, ulid, hexIdOf({ ulid, tenantId: world.twin.tenantId })]) {
      const answer = page.waitForResponse((response) => response.url().endsWith(`/api/v1/find?id=${wanted}`));
      await input(page).fill(wanted);
      await answer;
      await option(page, /by\.id/).waitFor();
      await expect.poll(() => option(page, /./).count()).toBe(1);
    }
    await option(page, /by\.id/).click();
    await page.waitForURL(new RegExp(`/tenants/${world.twin.tenantId}/events/${event.id}$`));
    await heading(page, "by.id").waitFor();
  });

  it("opens while a field has the focus, and Escape returns there", async () => {
    const page = await openConsoleAt(world, "/tenants");
    const field = page.getByRole("searchbox");
    await field.click();
    await page.keyboard.type("abc");
    await page.keyboard.press("Control+k");
    await input(page).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => palette(page).count()).toBe(0);
    await focused(field).waitFor();
    expect(await field.inputValue()).toBe("abc");
    await page.getByRole("button", { name: "Search" }).click();
    await page.keyboard.press("Escape");
    await focused(page.getByRole("button", { name: "Search" })).waitFor();
  });

  it("moves through the options, and tells screen readers which one is chosen", async () => {
    const page = await openConsoleAt(world, "/tenants");
    await search(page, "");
    const chosen = () => palette(page).getByRole("option", { selected: true }).textContent();
    const [first, last] = [await chosen(), await option(page, /./).last().textContent()];
    await page.keyboard.press("ArrowUp");
    expect(await chosen()).toBe(last);
    await page.keyboard.press("ArrowDown");
    expect(await chosen()).toBe(first);
    const activeId = await input(page).getAttribute("aria-activedescendant");
    expect(await palette(page).getByRole("option", { selected: true }).getAttribute("id")).toBe(activeId);
    await input(page).fill("no such place");
    await palette(page).getByRole("status").getByText("Nothing found").waitFor();
    expect(await input(page).getAttribute("aria-expanded")).toBe("false");
    await input(page).fill("");
    await option(page, "Tenants").waitFor();
    await expectAccessible(page);
  }, 60_000);

  it("says when the search failed", async () => {
    const page = await openConsoleAt(world, "/tenants", { refusals: [422] });
    await page.route(/\/api\/v1\/tenants\?search/, (route) =>
      route.fulfill({ status: 422, contentType: "application/problem+json", body: '{"detail":"No.","errors":[]}' }),
    );
    await search(page, "zebra");
    await palette(page).getByText("The search failed.").waitFor();
  });
});
