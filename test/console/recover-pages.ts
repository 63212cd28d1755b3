import { describe, expect, it } from "vitest";
import { call, send, subscribe } from "../local/support/api.ts";
import { deliveriesOf } from "../local/support/deliveries.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { ALL_CAPABILITIES, openPortalAt } from "./support/open-portal-at.ts";
import { button } from "./support/page-parts.ts";
import type { PagesWorld } from "./support/pages-world.ts";

/** The page that sends missed events again, in a browser. */
export function recoverPages(world: PagesWorld, receiver: Receiver): void {
  const opened = (id: string, can: readonly string[] = ALL_CAPABILITIES, query = "", options = {}) =>
    openPortalAt(world, `/endpoints/${id}/recover${query}`, can, options);

  /** An endpoint that missed events while its receiver was down. */
  async function missed(type: string, count: number): Promise<string> {
    receiver.script({ status: 500 });
    const { id } = await subscribe(world.twin, `${receiver.url}/${type}`, { events: [type], maxRetries: 0 });
    for (let n = 0; n < count; n++) {
      const event = await send(world.twin, { type, data: { n } });
      await expect
        .poll(async () => (await deliveriesOf(world.twin, event.id)).map((one) => one.state))
        .toEqual(["exhausted"]);
    }
    receiver.script({});
    receiver.requests.length = 0;
    return id;
  }

  describe("recovering", () => {
    it("counts what would be sent, sends it, and shows how far it is", async () => {
      const id = await missed("recover.me", 3);
      const resent = () => receiver.requests.filter(({ path }) => path === "/recover.me").length;
      const page = await opened(id);
      await page.getByText("No replays yet").waitFor();
      await page.getByLabel("Time").selectOption("Last hour");
      await page.getByLabel("Filter").fill("data.n > 0");
      await button(page, "Preview").click();
      await page.getByText("2 events would be sent again.").waitFor();
      expect(resent()).toBe(0);
      await page.waitForURL(({ searchParams: at }) => at.get("filter") === "data.n > 0" && at.has("since"));
      const since = Date.parse(new URL(page.url()).searchParams.get("since") ?? "");
      expect(Math.round((Date.now() - since) / 3_600_000)).toBe(1);
      await page.reload();
      expect(await page.getByLabel("Filter").inputValue()).toBe("data.n > 0");
      await button(page, "Preview").click();
      await button(page, "Send again").click();
      await page.getByText("The replay has begun.").waitFor();
      await page.getByText("2 sent again, 3 looked at.").waitFor();
      await expect.poll(resent).toBe(2);
      await page.getByText("Completed", { exact: true }).waitFor();
    });

    it("is paused, resumed, and cancelled after a question", async () => {
      const id = await missed("pause.me", 1);
      const body = { subscriptionId: id, since: new Date(Date.now() - 86_400_000).toISOString(), ratePerSecond: 1 };
      const { id: replay } = await call<{ id: string }>(world.twin, "POST", "/replays", body, 202);
      await call(world.twin, "POST", `/replays/${replay}/pause`);
      const page = await opened(id);
      await page.getByText("The replay was paused on request.").waitFor();
      await button(page, "Cancel replay").click();
      await page
        .getByRole("dialog", { name: "Cancel this replay?" })
        .getByRole("button", { name: "Cancel replay" })
        .click();
      await page.getByRole("list", { name: "Replays" }).getByText("Cancelled", { exact: true }).waitFor();
      expect((await call<{ state: string }>(world.twin, "GET", `/replays/${replay}`)).state).toBe("cancelled");
      expect(await button(page, "Resume").count()).toBe(0);
    });

    it("says at the fields what the API refuses", async () => {
      const { id } = await subscribe(world.twin, receiver.url, { events: ["refuse"] });
      const page = await opened(id, ALL_CAPABILITIES, "?since=2999-01-01T00:00:00Z", { refusals: [422] });
      await button(page, "Preview").click();
      await page.getByRole("alert").getByText("must be before `until`").waitFor();
      await page.getByLabel("Filter").fill("data.");
      await page.getByLabel("From").fill("2026-01-01T00:00:00");
      await button(page, "Preview").click();
      await expect.poll(() => page.getByLabel("Filter").getAttribute("aria-invalid")).toBe("true");
      await page.getByLabel("Filter").fill("");
      await page.getByRole("checkbox", { name: "Exhausted" }).uncheck();
      await page.getByRole("checkbox", { name: "Skipped" }).uncheck();
      await button(page, "Preview").click();
      await page.getByRole("alert").getByText("must name a state").waitFor();
    });

    it("has no filter without a look at payloads, and only the list without the right to repair", async () => {
      const { id } = await subscribe(world.twin, receiver.url, { events: ["who"] });
      const repairer = await opened(id, ["view", "repair"]);
      await button(repairer, "Preview").waitFor();
      expect(await repairer.getByLabel("Filter").count()).toBe(0);
      const visitor = await opened(id, ["view"]);
      await visitor.getByText("No replays yet").waitFor();
      expect(await button(visitor, "Preview").count()).toBe(0);
    });
  });
}
