import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "./shop/open-shop.ts";
import { consoleRoutes } from "./support/console-routes.ts";
import { expectAccessible } from "./support/expect-accessible.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { portalRoutes } from "./support/portal-routes.ts";

const world = usePagesWorld();

/** The names alone don't depend on the shop. */
const namesOf = (routesOf: (shop: Shop) => { name: string }[]): string[] =>
  routesOf({} as Shop).map(({ name }) => name);

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(world.twin);
}, 60_000);
afterAll(() => shop?.close());

describe("axe-core finds nothing wrong with the portal's page", () => {
  it.each(namesOf(portalRoutes))(
    "%s",
    async (name) => {
      const path = portalRoutes(shop).find((route) => route.name === name)?.path ?? expect.fail();
      const page = await world.browser.open({ refusals: [404] });
      await page.goto(await shop.link({ next: path }));
      await expectAccessible(page);
    },
    60_000,
  );
});

describe("axe-core finds nothing wrong with the console's page", () => {
  it.each(namesOf(consoleRoutes))(
    "%s",
    async (name) => {
      const path = consoleRoutes(shop).find((route) => route.name === name)?.path ?? expect.fail();
      await expectAccessible(await openConsoleAt(world, path, { refusals: [404] }));
    },
    60_000,
  );
});
