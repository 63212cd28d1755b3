import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { call, send, subscribe } from "../local/support/api.ts";
import { deliveriesOf } from "../local/support/deliveries.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { ALL_CAPABILITIES, openPortalAt } from "./support/open-portal-at.ts";
import { button, heading } from "./support/page-parts.ts";
import type { PagesWorld } from "./support/pages-world.ts";

/** The list of an endpoint's deliveries in a browser. */
export function deliveriesPages(world: PagesWorld, receiver: Receiver): void {
  const rows = (page: Page) => page.getByRole("list", { name: "Deliveries" }).getByRole("listitem");
  const opened = (id: string, can: readonly string[] = ALL_CAPABILITIES, query = "", options = {}) =>
    openPortalAt(world, `/endpoints/${id}/deliveries${query}`, can, options);

  /** Sends events, and waits until their deliveries are in the state. */
  async function sent(type: string, count: number, state: string): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push((await send(world.twin, { type, data: { n } })).id);
    for (const id of ids) {
      await expect.poll(async () => (await deliveriesOf(world.twin, id)).map((one) => one.state)).toEqual([state]);
    }
    return ids;
  }

  /** An endpoint whose deliveries fail at once for good. */
  async function brittle(...types: string[]): Promise<string> {
    receiver.script({ status: 500 });
    return (await subscribe(world.twin, `${receiver.url}/${types[0]}`, { events: types, maxRetries: 0 })).id;
  }

  describe("the deliveries of an endpoint", () => {
    it("are filtered by state, failure, type and time, in the address", async () => {
      const id = await brittle("list.a", "list.b");
      await sent("list.a", 2, "exhausted");
      receiver.script({});
      await sent("list.b", 1, "delivered");
      const page = await opened(id);
      await expect.poll(() => rows(page).count()).toBe(3);
      await page.getByLabel("State").selectOption("Exhausted");
      await expect.poll(() => rows(page).count()).toBe(2);
      await page.waitForURL(/\?state=exhausted$/);
      await page.getByLabel("Failure").fill("http-404");
      await page.keyboard.press("Enter");
      await page.getByText("No delivery matches these filters").waitFor();
      await page.goBack();
      await expect.poll(() => rows(page).count()).toBe(2);
      await page.goBack();
      await expect.poll(() => rows(page).count()).toBe(3);
      await page.getByLabel("Event type").fill("list.b");
      await page.keyboard.press("Tab");
      await page.waitForURL(/\?type=list.b$/);
      await page.getByLabel("Time").selectOption("Last hour");
      await page.waitForURL(/type=list.b&range=1h$/);
      await page.reload();
      await expect.poll(() => rows(page).count()).toBe(1);
      await rows(page).getByRole("link").click();
      await heading(page, "list.b").waitFor();
    });

    it("say at the field what the API refuses", async () => {
      const id = await brittle("refused");
      const page = await opened(id, ["view"], "?failure=bogus", { refusals: [422] });
      await page.getByRole("alert").getByText("must be a failure class").first().waitFor();
      expect(await page.getByLabel("Failure").getAttribute("aria-invalid")).toBe("true");
    });

    it("are found by any id from the wire", async () => {
      const id = await brittle("find.me");
      receiver.script({});
      const [event = ""] = await sent("find.me", 1, "delivered");
      const [{ id: delivery } = { id: "" }] = await deliveriesOf(world.twin, event);
      const onTheWire = String(receiver.requests.findLast(({ path }) => path === "/find.me")?.headers["webhook-id"]);
      const page = await opened(id, ["view"], "", { refusals: [404] });
      const search = page.getByRole("searchbox");
      for (const wanted of [delivery, onTheWire, event.replace("evt_", "")]) {
        await search.fill(wanted);
        await page.waitForURL((url) => url.searchParams.get("id") === wanted);
        await rows(page).getByText(event).waitFor();
      }
      await search.fill("evt_nothing");
      await page.getByText("This endpoint has no such delivery").waitFor();
    });

    it("are retried together, and each refusal is told", async () => {
      const id = await brittle("bulk.me");
      const [erased = "", ...others] = await sent("bulk.me", 3, "exhausted");
      await call(world.twin, "DELETE", `/events/${erased}/content`, undefined, 204);
      receiver.script({});
      receiver.requests.length = 0;
      const page = await opened(id, ALL_CAPABILITIES, "", { refusals: [409, 404] });
      await button(page, "Select all 3 shown").click();
      await page.getByText("3 selected").waitFor();
      await button(page, "Retry").click();
      await page.getByText("2 of 3 sent again, 1 failed.").waitFor();
      await page.getByRole("list", { name: "Failures" }).getByText("has been erased").waitFor();
      const resent = () => receiver.requests.filter(({ path }) => path === "/bulk.me");
      await expect
        .poll(() =>
          resent()
            .map(({ headers }) => headers["webhook-id"])
            .sort(),
        )
        .toEqual(others.sort());
      await expect.poll(() => rows(page).getByText("Delivered").count()).toBe(2);
    });

    it("are cancelled together after a question that counts those that wait", async () => {
      receiver.script({ status: 503 });
      const { id } = await subscribe(world.twin, receiver.url, { events: ["drop.me"] });
      await sent("drop.me", 2, "retrying");
      const page = await opened(id);
      await page.getByRole("checkbox").first().check();
      await button(page, "Select all 2 shown").click();
      await button(page, "Cancel 2 deliveries").click();
      await page
        .getByRole("dialog", { name: "Cancel 2 deliveries?" })
        .getByRole("button", { name: "Cancel 2" })
        .click();
      await page.getByText("2 of 2 cancelled.").waitFor();
      await expect.poll(() => rows(page).getByText("Cancelled").count()).toBe(2);
    });

    it("lead to a replay of all that match, and offer nothing to those who may only look", async () => {
      const id = await brittle("look");
      await sent("look", 1, "exhausted");
      const page = await opened(id, ALL_CAPABILITIES, "?state=exhausted&type=look");
      await page.getByRole("link", { name: "Recover all that match" }).click();
      expect(await page.getByLabel("Event types").inputValue()).toBe("look");
      expect(await page.getByRole("checkbox", { name: "Skipped" }).isChecked()).toBe(false);
      const visitor = await opened(id, ["view"]);
      await expect.poll(() => rows(visitor).count()).toBe(1);
      expect(await visitor.getByRole("checkbox").count()).toBe(0);
      expect(await visitor.getByRole("link", { name: "Recover all that match" }).count()).toBe(0);
    });

    it("begin with words that say what comes", async () => {
      const { id } = await subscribe(world.twin, receiver.url, { events: ["never"] });
      const page = await opened(id);
      await page.getByText("No deliveries yet").waitFor();
    });
  });
}
