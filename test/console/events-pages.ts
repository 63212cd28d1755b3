import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { call, send, subscribe } from "../local/support/api.ts";
import { deliveriesOf } from "../local/support/deliveries.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { ALL_CAPABILITIES, openPortalAt } from "./support/open-portal-at.ts";
import type { PagesWorld } from "./support/pages-world.ts";

/** The tenant's events in a browser. */
export function eventsPages(world: PagesWorld, receiver: Receiver): void {
  const rows = (page: Page) => page.getByRole("list", { name: "Events" }).getByRole("listitem");

  describe("the events", () => {
    it("are filtered by type, endpoint and its delivery’s state, and found by id", async () => {
      const { id } = await subscribe(world.twin, receiver.url, { name: "Listener", events: ["seen"] });
      const seen = await send(world.twin, { type: "seen", data: {} });
      const unseen = await send(world.twin, { type: "unseen", data: {}, id: "my_own-id" });
      await receiver.received(1);
      const page = await openPortalAt(world, "/events", ["view"]);
      await rows(page).getByText(unseen.id).waitFor();
      await page.getByLabel("Event type").fill("unseen");
      await page.keyboard.press("Enter");
      await expect.poll(() => rows(page).count()).toBe(1);
      await page.goBack();
      await page.getByLabel("Sent to").selectOption("Listener");
      await page.waitForURL(new RegExp(`endpoint=${id}$`));
      await expect.poll(() => rows(page).count()).toBe(1);
      await rows(page).getByText(seen.id).waitFor();
      await page.getByLabel("State").selectOption("Exhausted");
      await page.getByText("No event matches these filters").waitFor();
      const [{ id: delivery } = { id: "" }] = await deliveriesOf(world.twin, seen.id);
      const search = page.getByRole("searchbox");
      for (const [wanted, event] of [
        [delivery, seen.id],
        ["my_own-id", unseen.id],
      ] as const) {
        await search.fill(wanted);
        await rows(page).getByText(event).waitFor();
        await expect.poll(() => rows(page).count()).toBe(1);
      }
      await search.fill("evt_nothing");
      await page.getByText("There is no such event").waitFor();
    });

    it("show their data as it came in, their deliveries, and why each endpoint did or didn’t get them", async () => {
      await subscribe(world.twin, receiver.url, { name: "Gets it", events: ["why"] });
      await subscribe(world.twin, receiver.url, { name: "Filters it", events: ["why"], filter: "data.n > 5" });
      const text = '{"type":"why","data":{"n":1,"big":12345678901234567890,"text":"<b>\u202e"}}';
      const { id } = await call<{ id: string }>(world.twin, "POST", "/events", text, 202);
      const page = await openPortalAt(world, `/events/${id}`, ALL_CAPABILITIES);
      await page.getByText('"big": 12345678901234567890').waitFor();
      await page.getByText('"text": "<b>\ufffd"').waitFor();
      const reasons = page.getByRole("list", { name: "Why endpoints did or didn’t get it" }).getByRole("listitem");
      await reasons.filter({ hasText: "Gets it" }).getByText("Matched", { exact: true }).waitFor();
      await reasons.filter({ hasText: "Filters it" }).getByText("Filtered out").waitFor();
      const deliveries = page.getByRole("list", { name: "Deliveries" });
      await deliveries.getByText("Delivered").waitFor();
      await page.reload();
      await deliveries.getByRole("link", { name: "Gets it" }).click();
      await page.getByText("Attempt 1").waitFor();
      await page.goBack();
      await reasons.first().waitFor();
    });

    it("hide their data from those who may not see it, and say that there is none", async () => {
      const { id } = await send(world.twin, { type: "hidden", data: { a: "very secret" } });
      const page = await openPortalAt(world, `/events/${id}`, ["view"]);
      await page.getByText("No endpoint got this event").waitFor();
      expect(await page.content()).not.toContain("very secret");
      await call(world.twin, "DELETE", `/events/${id}/content`, undefined, 204);
      const erased = await openPortalAt(world, `/events/${id}`, ALL_CAPABILITIES);
      await erased.getByText("The event’s data was erased.").waitFor();
      const lost = await openPortalAt(world, "/events/evt_nothing", ["view"], { refusals: [404] });
      await lost.getByRole("alert").getByText("No event evt_nothing").waitFor();
    });
  });
}
