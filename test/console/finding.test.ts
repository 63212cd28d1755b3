import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { hexIdOf } from "../../lib/core/wire-ids.ts";
import { operate, send, subscribe } from "../local/support/api.ts";
import { useReceiver } from "../local/support/receivers.ts";
import { expectAccessible } from "./support/expect-accessible.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();
const receiver = useReceiver();

const PATIENCE = { timeout: 15_000 };
const HOSTILE = '<img src=x onerror="alert(1)">\u202e';

const palette = (page: Page) => page.getByRole("dialog", { name: "Search for anything" });
const input = (page: Page) => palette(page).getByRole("combobox");
const option = (page: Page, name: string | RegExp) => palette(page).getByRole("option", { name });

async function search(page: Page, typed: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await input(page).fill(typed);
}

const hasFocus = async (locator: Locator) => (await locator.and(locator.page().locator(":focus")).count()) > 0;

const byAnyId = (page: Page) => page.getByRole("searchbox", { name: "Find by any id" });

const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });

describe("the palette", () => {
  it("goes to a page, a tenant and an endpoint with the keyboard alone", async () => {
    await operate(world.twin, "POST", "/tenants", { id: "zebra-1", name: "Zebra Ltd" }, 201);
    const { id } = await subscribe(world.twin, receiver.url, { name: "Zoo hook", events: ["none"] });
    const page = await openConsoleAt(world, "/tenants");
    await search(page, "dead");
    await option(page, "Dead letters").waitFor();
    await page.keyboard.press("Enter");
    await heading(page, "Dead letters").waitFor();
    await expect.poll(() => page.evaluate("document.activeElement.id"), PATIENCE).toBe("content");
    await search(page, "zebra");
    await option(page, /Zebra Ltd/).waitFor();
    await page.keyboard.press("Enter");
    await heading(page, "Zebra Ltd").waitFor();
    // Endpoints are those of the tenant that is open.
    await search(page, "zoo");
    await palette(page).getByText("Find what has the id “zoo”").waitFor();
    expect(await option(page, /Zoo hook/).count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.goto(`${world.twin.console}/console/tenants/${world.twin.tenantId}/events`);
    await heading(page, "Events").waitFor();
    await search(page, "zoo");
    await option(page, /Zoo hook/).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/endpoints/${id}$`));
  });

  it("finds what an id names, for any tenant", async () => {
    const { id } = await subscribe(world.twin, receiver.url, { name: HOSTILE, events: ["by.id"] });
    const event = await send(world.twin, { type: "by.id", data: {} });
    const page = await openConsoleAt(world, "/tenants");
    await search(page, id);
    await option(page, /<img src=x onerror="alert\(1\)">\ufffd/).waitFor();
    const ulid = event.id.slice("evt_".length);
    for (const wanted of [event.id, ulid, hexIdOf({ ulid, tenantId: world.twin.tenantId })]) {
      await input(page).fill(wanted);
      await option(page, /by\.id/).waitFor();
      expect(await option(page, /./).count()).toBe(1);
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
    await expect.poll(() => palette(page).count(), PATIENCE).toBe(0);
    expect(await hasFocus(field)).toBe(true);
    expect(await field.inputValue()).toBe("abc");
    await page.getByRole("button", { name: "Search" }).click();
    await page.keyboard.press("Escape");
    await expect.poll(() => hasFocus(page.getByRole("button", { name: "Search" })), PATIENCE).toBe(true);
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

describe("the events of all tenants", () => {
  it("are found by a producer’s id, in each tenant that has it", async () => {
    await operate(world.twin, "POST", "/tenants", { id: "rival", name: "Rival" }, 201);
    const { key } = await operate<{ key: string }>(world.twin, "POST", "/tenants/rival/api-keys", {}, 201);
    const event = { type: "shared.id", data: {}, id: "order-1" };
    await send(world.twin, event);
    await fetch(`${world.twin.api}/api/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(event),
    });
    const page = await openConsoleAt(world, "/events", { role: "viewer" });
    await byAnyId(page).fill(" order-1 ");
    await page.keyboard.press("Enter");
    const found = page.getByRole("list", { name: "What has this id" }).getByRole("listitem");
    await expect.poll(() => found.count(), PATIENCE).toBe(2);
    await page.waitForURL(/\/events\?id=order-1$/);
    await page.reload();
    await found.filter({ hasText: "Tenant rival" }).getByRole("link").click();
    await page.waitForURL(/\/tenants\/rival\/events\/order-1$/);
    await heading(page, "shared.id").waitFor();
    await page.goBack();
    await expect.poll(() => found.count(), PATIENCE).toBe(2);
  });

  it("are searched for an id only when somebody asks for it", async () => {
    const page = await openConsoleAt(world, "/events");
    const asked: (string | null)[] = [];
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === "/api/v1/find") asked.push(searchParams.get("id"));
    });
    const nothing = page.getByText("Nothing has this id.");
    // Slower than the pause after which other fields search.
    await byAnyId(page).pressSequentially("nope", { delay: 300 });
    await page.keyboard.press("Enter");
    await nothing.waitFor();
    expect(asked).toEqual(["nope"]);
    await page.clock.setSystemTime(Date.now() + 60_000);
    await page.evaluate(`document.dispatchEvent(new Event("visibilitychange", { bubbles: true }))`);
    await page.evaluate(`window.dispatchEvent(new Event("online"))`);
    await byAnyId(page).fill("other");
    await page.keyboard.press("Enter");
    await page.waitForURL(/id=other$/);
    await nothing.waitFor();
    expect(asked).toEqual(["nope", "other"]);
    await page.keyboard.press("Enter");
    await expect.poll(() => asked, PATIENCE).toEqual(["nope", "other", "other"]);
  });

  it("are those of a tenant that is chosen", async () => {
    await operate(world.twin, "POST", "/tenants", { id: "hostile-events", name: HOSTILE }, 201);
    const page = await openConsoleAt(world, "/events");
    await page.getByRole("searchbox", { name: "Search by name or id" }).fill("hostile-ev");
    await page.getByText('<img src=x onerror="alert(1)">\ufffd').click();
    await page.waitForURL(/\/tenants\/hostile-events\/events$/);
    await page.getByText("No events yet").waitFor();
  });

  it("says that nothing has an id, or why it can’t be one", async () => {
    const page = await openConsoleAt(world, "/events?id=evt_nothing", { refusals: [422] });
    await page.getByText("Nothing has this id.").waitFor();
    await byAnyId(page).fill("a b/c");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByRole("alert").getByText("must be 1 to 100 letters").waitFor();
  });
});
