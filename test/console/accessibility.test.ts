import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "./shop/open-shop.ts";
import { accessibilityProblems } from "./support/check-accessibility.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { portalRoutes } from "./support/portal-routes.ts";

const world = usePagesWorld();

const WIDTHS = [1280, 390];
const SCHEMES = ["light", "dark"] as const;

/** The names alone don't depend on the shop. */
const NAMES = portalRoutes({} as Shop).map(({ name }) => name);

describe("axe-core finds nothing wrong with the page", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(world.twin);
  }, 60_000);
  afterAll(() => shop?.close());

  it.each(NAMES)(
    "%s",
    async (name) => {
      const path = portalRoutes(shop).find((route) => route.name === name)?.path ?? expect.fail();
      const page = await world.browser.open({ refusals: [404] });
      await page.goto(await shop.link({ next: path }));
      await page.locator("main h1").waitFor();
      await page.waitForLoadState("networkidle");
      await openAll(page);
      for (const width of WIDTHS) {
        for (const colorScheme of SCHEMES) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          expect(await accessibilityProblems(page), `${width} px, ${colorScheme}`).toEqual([]);
        }
      }
    },
    60_000,
  );
});

/** Unfolds everything, and waits for what that loads. */
async function openAll(page: Page): Promise<void> {
  await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
  await page.waitForLoadState("networkidle");
}
