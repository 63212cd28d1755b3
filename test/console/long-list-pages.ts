import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { send, subscribe } from "../local/support/api.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { openPortalAt } from "./support/open-portal-at.ts";
import type { PagesWorld } from "./support/pages-world.ts";
import { seedDeliveries } from "./support/seed-deliveries.ts";

const DELIVERIES = 2_000;

/** A busy machine takes a while to write the rows. */
const SEEDING_MS = 60_000;

const PATIENCE = { timeout: 60_000 };

/** A list of many deliveries in a browser. How fast it is, `npm run bench -- --only portal` measures with 10,000. */
export function longListPages(world: PagesWorld, receiver: Receiver): void {
  let id = "";
  beforeAll(async () => {
    ({ id } = await subscribe(world.twin, receiver.url, { events: ["long.list"] }));
    await seedDeliveries(world.twin, id, DELIVERIES);
  }, SEEDING_MS);

  const rows = (page: Page) => page.getByRole("list", { name: "Deliveries" }).getByRole("listitem");
  const opened = () => openPortalAt(world, `/endpoints/${id}/deliveries`, ["view", "repair"]);
  /** The text of the row at a place of the list. */
  const textsOf = (page: Page, place: number) =>
    page.locator(`ul.list > li[aria-posinset="${place + 1}"]`).allInnerTexts();
  const loaded = (page: Page) => page.evaluate<number>("Number(document.querySelector('ul.list').offsetHeight) / 64");

  describe("a long list", () => {
    it("scrolls to its end, and has only the rows in view in the document", async () => {
      const page = await opened();
      await rows(page).first().waitFor();
      await expect
        .poll(async () => {
          await page.mouse.wheel(0, 20_000);
          return loaded(page);
        }, PATIENCE)
        .toBeGreaterThanOrEqual(DELIVERIES);
      await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
      await expect.poll(() => rows(page).last().getAttribute("aria-posinset")).toBe(String(DELIVERIES));
      expect(await rows(page).count()).toBeLessThan(60);
    });

    it("keeps what came in behind a button while somebody reads further down", async () => {
      const page = await withClock(await opened());
      await rows(page).first().waitFor();
      await page.evaluate("window.scrollTo(0, 1280)");
      const [before] = await textsOf(page, 20);
      const events = [await send(world.twin, EVENT), await send(world.twin, EVENT)];
      await receiver.received(2);
      await page.clock.fastForward(LATER_MS);
      const show = page.getByRole("button", { name: "Show 2 new" });
      await show.waitFor();
      expect(await textsOf(page, 20)).toEqual([before]);
      await show.click();
      await expect.poll(() => textsOf(page, 0), PATIENCE).toEqual([expect.stringContaining(events[1]?.id ?? "")]);
      expect(await page.evaluate("window.scrollY")).toBe(0);
      await send(world.twin, EVENT);
      await receiver.received(3);
      await page.clock.fastForward(LATER_MS);
      // At the top, new ones appear by themselves.
      await expect.poll(() => rows(page).filter({ hasText: EVENT.type }).count(), PATIENCE).toBe(3);
    });
  });

  describe("a page that is open", () => {
    /** Counts the answers to requests for a list of deliveries from now on. */
    function looksOf(page: Page): { count: number } {
      const looks = { count: 0 };
      page.on("requestfinished", (request) => {
        if (/\/deliveries\?/.test(request.url())) looks.count += 1;
      });
      return looks;
    }

    const show = (page: Page, state: "hidden" | "visible") =>
      page.evaluate(`
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "${state}" });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      `);

    it("looks every 30 s for something new, never while hidden, and at once when it is seen again", async () => {
      const page = await withClock(await opened());
      await rows(page).first().waitFor();
      const looks = looksOf(page);
      await page.clock.fastForward(LATER_MS - 5_000);
      expect(looks.count).toBe(0);
      await page.clock.fastForward(10_000);
      await expect.poll(() => looks.count, PATIENCE).toBe(1);
      await show(page, "hidden");
      await page.clock.fastForward(4 * LATER_MS);
      expect(looks.count).toBe(1);
      await show(page, "visible");
      await expect.poll(() => looks.count, PATIENCE).toBe(2);
    });

    it("looks every 5 s while something that it shows waits", async () => {
      receiver.script({ status: 503, headers: { "retry-after": "600" } });
      const waiting = await subscribe(world.twin, receiver.url, { events: ["wait.here"] });
      await send(world.twin, { type: "wait.here", data: {} });
      await receiver.received(1);
      const page = await withClock(await openPortalAt(world, `/endpoints/${waiting.id}/deliveries`, ["view"]));
      await rows(page)
        .getByText(/Retrying|Held/)
        .waitFor();
      const looks = looksOf(page);
      for (const count of [1, 2, 3]) {
        await page.clock.fastForward(SOON_MS);
        await expect.poll(() => looks.count, PATIENCE).toBe(count);
      }
    });
  });
}

const EVENT = { type: "long.list", data: {} };
const LATER_MS = 30_000;
const SOON_MS = 5_000;

/** Loads the page anew, with a clock that the test moves. */
async function withClock(page: Page): Promise<Page> {
  // The session begins first: its link works once.
  await page.locator("#content h1").waitFor();
  await page.clock.install();
  await page.reload();
  return page;
}
