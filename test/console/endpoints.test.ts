import { describe, expect, it } from "vitest";
import { call, send, subscribe } from "../local/support/api.ts";
import { useReceiver } from "../local/support/receivers.ts";
import { focused, heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { visitPortal } from "./support/portal-user.ts";

const world = usePagesWorld();
const receiver = useReceiver();

interface Known {
  active: boolean;
}

const known = (id: string) => call<Known>(world.twin, "GET", `/subscriptions/${id}`);

describe("the list of endpoints", () => {
  it("leads to the first endpoint while there is none", async () => {
    const page = await visitPortal(world, "/");
    await page.getByRole("heading", { name: "No endpoints yet" }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "Add endpoint" }).last().click();
    await heading(page, "New endpoint").waitFor();
  });

  it("shows when an endpoint was last triggered, and what it got in 24 hours", async () => {
    const { id } = await subscribe(world.twin, receiver.url, { name: "Billing" });
    await send(world.twin, { type: "invoice.paid", data: {} });
    await receiver.received(1);
    const lastTriggered = async () =>
      (await call<{ lastTriggeredAt?: string }>(world.twin, "GET", `/subscriptions/${id}`)).lastTriggeredAt;
    await expect.poll(lastTriggered).toBeDefined();
    const page = await visitPortal(world, "/");
    const row = page.getByRole("listitem").filter({ hasText: "Billing" });
    await row.getByRole("img", { name: /^Last 24 hours: / }).waitFor();
    expect(await row.locator("time").getAttribute("title")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
    await row.getByText("Healthy").waitFor();
  });

  it("asks before it switches an endpoint off, and says what that means", async () => {
    const { id } = await subscribe(world.twin, receiver.url, { name: "Switched" });
    const page = await visitPortal(world, "/");
    const control = page.getByRole("switch", { name: "Send events to Switched" });
    await control.focus();
    await page.keyboard.press("Space");
    const dialog = page.getByRole("dialog", { name: "Switch off Switched?" });
    await dialog.getByText("Events that come in while the endpoint is off are skipped.").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect((await known(id)).active).toBe(true);
    await focused(control).waitFor();

    await control.click();
    await dialog.getByRole("button", { name: "Switch off" }).click();
    await page.getByRole("status").filter({ hasText: "Switched is off." }).waitFor({ state: "attached" });
    expect([await control.getAttribute("aria-checked"), (await known(id)).active]).toEqual(["false", false]);
    await control.click();
    await page.getByRole("status").filter({ hasText: "Switched is on." }).waitFor({ state: "attached" });
    expect((await known(id)).active).toBe(true);
  });

  it("is filtered by health, in its address", async () => {
    await subscribe(world.twin, receiver.url, { name: "Asleep", active: false });
    const page = await visitPortal(world, "/");
    await page.getByText("Asleep", { exact: true }).waitFor();
    await page.getByLabel("Show by health").selectOption("Switched off");
    await expect.poll(() => page.getByRole("listitem").count()).toBe(1);
    expect(new URL(page.url()).search).toBe("?health=off");
    await page.reload();
    await page.getByText("Asleep", { exact: true }).waitFor();
    expect(await page.getByRole("listitem").count()).toBe(1);
    await page.getByLabel("Show by health").selectOption("Failing");
    await page.getByRole("heading", { name: "No endpoint is in this state" }).waitFor();
    await page.goBack();
    await page.getByText("Asleep", { exact: true }).waitFor();
  });

  it("offers no changes to those who may not make any", async () => {
    const page = await visitPortal(world, "/", { capabilities: ["view"] });
    await page.getByText("Asleep", { exact: true }).waitFor();
    expect(await page.getByRole("switch").count()).toBe(0);
    expect(await page.getByRole("link", { name: "Add endpoint" }).count()).toBe(0);
    await page.getByText("Asleep", { exact: true }).click();
    const tabs = page.getByRole("navigation", { name: "Endpoint", exact: true });
    await tabs.waitFor();
    for (const name of ["Test", "Secret", "Settings"]) {
      expect(await tabs.getByRole("link", { name, exact: true }).count(), name).toBe(0);
    }
  });
});
