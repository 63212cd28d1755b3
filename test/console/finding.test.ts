import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { operate, send } from "../local/support/api.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();

const HOSTILE = '<img src=x onerror="alert(1)">\u202e';

const byAnyId = (page: Page) => page.getByRole("searchbox", { name: "Find by any ID" });

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
    const found = page.getByRole("list", { name: "What has this ID" }).getByRole("listitem");
    await expect.poll(() => found.count()).toBe(2);
    await page.waitForURL(/\/events\?id=order-1$/);
    await page.reload();
    await found.filter({ hasText: "Tenant rival" }).getByRole("link").click();
    await page.waitForURL(/\/tenants\/rival\/events\/order-1$/);
    await heading(page, "shared.id").waitFor();
    await page.goBack();
    await expect.poll(() => found.count()).toBe(2);
  });

  it("are searched for an id only when somebody asks for it", async () => {
    const page = await openConsoleAt(world, "/events");
    const asked: (string | null)[] = [];
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === "/api/v1/find") asked.push(searchParams.get("id"));
    });
    const nothing = page.getByText("Nothing has this ID");
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
    await expect.poll(() => asked).toEqual(["nope", "other", "other"]);
  });

  it("are those of a tenant that is chosen", async () => {
    await operate(world.twin, "POST", "/tenants", { id: "hostile-events", name: HOSTILE }, 201);
    const page = await openConsoleAt(world, "/events");
    await page.getByRole("searchbox", { name: "Search by name or ID" }).fill("hostile-ev");
    await page.getByText('<img src=x onerror="alert(1)">\ufffd').click();
    await page.waitForURL(/\/tenants\/hostile-events\/events$/);
    await page.getByText("No events yet").waitFor();
  });

  it("says that nothing has an id, or why it can’t be one", async () => {
    const page = await openConsoleAt(world, "/events?id=evt_nothing", { refusals: [422] });
    await page.getByText("Nothing has this ID").waitFor();
    await byAnyId(page).fill("a b/c");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByRole("alert").getByText("must be 1 to 100 letters").waitFor();
  });
});
