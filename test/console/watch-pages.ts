import { describe, expect, it } from "vitest";
import { call, request, send, subscribe } from "../local/support/api.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { ALL_CAPABILITIES, openPortalAt } from "./support/open-portal-at.ts";
import { button } from "./support/page-parts.ts";
import type { PagesWorld } from "./support/pages-world.ts";

/** Enough failures that the endpoint counts as failing. */
const MANY = 12;

interface Health {
  state: string;
  held: number;
}

/** The page of an endpoint in a browser. */
export function watchPages(world: PagesWorld, receiver: Receiver): void {
  const healthOf = (id: string) => call<Health>(world.twin, "GET", `/subscriptions/${id}/health`);
  const opened = (id: string, can: readonly string[] = ALL_CAPABILITIES, query = "") =>
    openPortalAt(world, `/endpoints/${id}${query}`, can);

  /** POSTs to one path: endpoints of earlier tests may still retry to theirs. */
  const sentTo = (wanted: string) => receiver.requests.filter(({ path }) => path === wanted);

  /** An endpoint that failed so often that its deliveries are held. */
  async function failing(type: string): Promise<string> {
    receiver.script({ status: 500 });
    const { id } = await subscribe(world.twin, `${receiver.url}/${type}`, { name: `Failing ${type}`, events: [type] });
    for (let n = 0; n < MANY; n++) await send(world.twin, { type, data: { n } });
    await expect.poll(async () => (await healthOf(id)).state).toBe("failing");
    await send(world.twin, { type, data: { n: "held" } });
    await expect.poll(async () => (await healthOf(id)).held).toBeGreaterThan(0);
    return id;
  }

  describe("the page of an endpoint", () => {
    it("says why it fails and what is held, and a probe after the repair sends it", async () => {
      const id = await failing("probe.me");
      const page = await opened(id);
      await page.getByText("at least 70 % of the POSTs in the last 5 minutes failed").waitFor();
      const failure = page.getByRole("link", { name: "http-500" });
      expect(await failure.getAttribute("href")).toMatch(/\/deliveries\?failure=http-500$/);
      await page.getByText("Next probe").waitFor();
      await page.getByRole("link", { name: /^\d+ held$/ }).waitFor();
      await page.getByText("History").click();
      await page.getByRole("listitem").filter({ hasText: "Failing" }).first().waitFor();
      receiver.script({});
      await button(page, "Probe now").click();
      await page.getByText("The oldest held event is sent now.").waitFor();
      await expect.poll(async () => (await healthOf(id)).state).toMatch(/recovering|healthy/);
      await page.getByText("Next probe").waitFor({ state: "detached", timeout: 20_000 });
      expect(sentTo("/probe.me").length).toBeGreaterThan(MANY);
    });

    it("asks before a pause, and sends held events after a resume", async () => {
      const { id } = await subscribe(world.twin, `${receiver.url}/calm`, { name: "Calm <b>", events: ["calm"] });
      const page = await opened(id);
      await button(page, "Pause").click();
      const dialog = page.getByRole("dialog", { name: "Pause Calm <b>?" });
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      expect((await healthOf(id)).state).toBe("healthy");
      await button(page, "Pause").click();
      await dialog.getByRole("button", { name: "Pause" }).click();
      await page.getByText("The endpoint is paused.").waitFor();
      await send(world.twin, { type: "calm", data: {} });
      await expect.poll(async () => (await healthOf(id)).held).toBe(1);
      await page.reload();
      await page.getByRole("link", { name: "1 held" }).waitFor();
      expect(sentTo("/calm")).toHaveLength(0);
      await button(page, "Send these").click();
      await expect.poll(() => sentTo("/calm").length).toBe(1);
      await page.getByRole("link", { name: "1 held" }).waitFor({ state: "detached", timeout: 20_000 });
    });

    it("leads from skipped events to their replay", async () => {
      const { id } = await subscribe(world.twin, receiver.url, { events: ["skip.me"], active: false });
      await send(world.twin, { type: "skip.me", data: {} });
      await call(world.twin, "PATCH", `/subscriptions/${id}`, { active: true });
      const page = await opened(id);
      await page.getByRole("link", { name: "1 skipped in 7 days" }).waitFor();
      await page.getByRole("link", { name: "Send these" }).click();
      await page.getByRole("checkbox", { name: "Skipped" }).waitFor();
      expect(await page.getByRole("checkbox", { name: "Skipped" }).isChecked()).toBe(true);
      expect(await page.getByRole("checkbox", { name: "Exhausted" }).isChecked()).toBe(false);
      await button(page, "Preview").click();
      await page.getByText("1 event would be sent again.").waitFor();
    });

    it("keeps the charts’ range in the address, and has their numbers in a table", async () => {
      const { id } = await subscribe(world.twin, receiver.url, { events: ["chart"] });
      const page = await opened(id);
      await page.getByRole("img", { name: "0 delivered, 0 failed attempts" }).waitFor();
      await button(page, "Last 7 days").click();
      await page.waitForURL(/\?range=7d$/);
      await page.reload();
      await page.getByText("Show the numbers").click();
      await expect.poll(() => page.getByRole("row").count()).toBeGreaterThan(28);
      await page.goBack();
      await expect.poll(() => button(page, "Last 24 hours").getAttribute("aria-pressed")).toBe("true");
    });

    it("offers only what the session may do", async () => {
      const id = await failing("view.only");
      const page = await opened(id, ["view"]);
      await page.getByText("Next probe").waitFor();
      await page.getByRole("link", { name: /held$/ }).waitFor();
      for (const name of ["Pause", "Probe now", "Send these"]) expect(await button(page, name).count()).toBe(0);
      for (const name of ["Edit settings", "Recover", "Secret", "Test", "Settings"]) {
        expect(await page.getByRole("link", { name, exact: true }).count(), name).toBe(0);
      }
      await request(world.twin, "DELETE", `/subscriptions/${id}`);
    });

    it("says what an endpoint that is off means, and that there is no such endpoint", async () => {
      const { id } = await subscribe(world.twin, receiver.url, { events: ["off"], active: false });
      const page = await opened(id);
      await page.getByText("This endpoint is switched off.").waitFor();
      const lost = await openPortalAt(world, "/endpoints/sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P", ["view"], {
        refusals: [404],
      });
      await lost.getByRole("alert").getByText("No subscription").waitFor();
    });
  });
}
