import type { Browser, Page } from "playwright-core";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { openShop, type Shop } from "../console/shop/open-shop.ts";
import { consoleRoutes } from "../console/support/console-routes.ts";
import { launchBrowser } from "../console/support/launch-browser.ts";
import { portalRoutes } from "../console/support/portal-routes.ts";
import { subscriptionAt } from "../support/contracts/sample-records.ts";
import { type Crowd, crowdOf } from "./support/crowd.ts";
import { fillLog } from "./support/fill-log.ts";
import { inParallel } from "./support/in-parallel.ts";
import type { Result } from "./support/result.ts";
import { inTemporaryFolder } from "./support/temporary-folder.ts";
import { completeMs, scrollToRow, takeLongestTaskMs, watchedPage } from "./support/watched-page.ts";

const TENANTS = 1_000;
const DELIVERIES = 100_000;
/** Tenants with an endpoint in trouble. */
const IN_TROUBLE = 100;
/** The endpoints of one tenant, and the types of the catalog. */
const CROWD = 1_000;
/** The deliveries that one scrolls through. */
const SCROLLED = 5_000;
const HOUR_MS = 3_600_000;

/** How long the console's pages take where there are many tenants and deliveries. */
export const consolePages = (): Promise<Result[]> =>
  inTemporaryFolder(async (dataDir) => {
    const twin = await startTwin({ dataDir, port: 0, fresh: true, warn: () => undefined });
    const shop = await openShop(twin);
    const browser = await launchBrowser();
    try {
      await manyTenants(shop);
      const busy = await busyEndpoint(twin, shop);
      const crowd = await crowdOf(CROWD, shop);
      const page = await openedConsole(browser, shop);
      return [
        ...(await slowestPage(page, twin, shop, [deliveriesAt(twin, busy), ...crowdPages(twin, crowd)])),
        await longestTask("tenants", page, `${twin.console}/console/tenants`, TENANTS),
        await longestTask("deliveries", page, deliveriesAt(twin, busy), SCROLLED),
        await longestTask("endpoints", page, crowdUrl(twin, crowd, "/endpoints"), CROWD),
        await findingTypes(page, crowdUrl(twin, crowd, "/endpoints/new")),
        await showingData(page, crowdUrl(twin, crowd, `/events/${crowd.event}`)),
      ];
    } finally {
      await browser.close();
      await shop.close();
      await twin.stop();
    }
  });

/** Some of them have an endpoint in trouble. */
const manyTenants = ({ operate }: Shop): Promise<void> =>
  inParallel(TENANTS - 1, 8, async (index) => {
    const number = String(index).padStart(4, "0");
    const id = `customer-${number}`;
    await operate("POST", "/tenants", { id, name: `Customer ${number}` });
    if (index >= IN_TROUBLE) return;
    const fields = { url: "http://127.0.0.1:8099/hook", events: ["*"] };
    const subscription = await operate<{ id: string }>("POST", "/subscriptions", fields, id);
    await operate("POST", `/subscriptions/${subscription.id}/pause`, {}, id);
  });

async function busyEndpoint(twin: Twin, { call }: Shop): Promise<string> {
  const fields = { name: "Busy", url: "http://127.0.0.1:8099/busy", events: ["nothing.matches.this"] };
  const { id } = await call<{ id: string }>("POST", "/subscriptions", fields);
  const sinceMs = Date.now() - HOUR_MS;
  await fillLog(twin, { size: DELIVERIES, subscription: { ...subscriptionAt(twin.tenantId, sinceMs), id }, sinceMs });
  return id;
}

const deliveriesAt = ({ console, tenantId }: Twin, endpoint: string): string =>
  `${console}/console/tenants/${tenantId}/endpoints/${endpoint}/deliveries`;

const crowdUrl = ({ console }: Twin, { tenantId }: Crowd, path: string): string =>
  `${console}/console/tenants/${tenantId}${path}`;

const crowdPages = (twin: Twin, crowd: Crowd): string[] => [
  `${twin.console}/console/catalog/types/${crowd.type}`,
  ...[
    "/endpoints",
    "/endpoints/new",
    `/endpoints/${crowd.endpoint}/edit`,
    "/event-types",
    `/events/${crowd.event}`,
  ].map((path) => crowdUrl(twin, crowd, path)),
];

async function openedConsole(browser: Browser, { operate }: Shop): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await watchedPage(context);
  await page.goto((await operate<{ url: string }>("POST", "/console/links", {})).url);
  await completeMs(page);
  return page;
}

/** Opens every page twice, and counts the second time: the browser has the files then, as a returning user has. */
async function slowestPage(page: Page, twin: Twin, shop: Shop, others: string[]): Promise<Result[]> {
  const ofTenant = portalRoutes(shop).map(({ path }) => `${twin.console}/console/tenants/${shop.tenantId}${path}`);
  const own = consoleRoutes(shop).map(({ path }) => `${twin.console}/console${path}`);
  const taken: { url: string; ms: number; taskMs: number }[] = [];
  for (const url of [...own, ...ofTenant, ...others]) {
    await page.goto(url);
    await completeMs(page);
    await page.goto(url);
    taken.push({ url, ms: await completeMs(page), taskMs: await takeLongestTaskMs(page) });
  }
  const slowest = taken.toSorted((a, b) => b.ms - a.ms);
  const busiest = taken.toSorted((a, b) => b.taskMs - a.taskMs);
  const note = (list: typeof taken) =>
    list
      .slice(0, 3)
      .map(({ url }) => new URL(url).pathname.replace("/console", ""))
      .join(", ");
  return [
    {
      what: `The slowest of ${taken.length} pages`,
      value: (slowest[0]?.ms ?? 0) / 1000,
      unit: "s",
      bar: { atMost: 1.5 },
      note: `the slowest are ${note(slowest)}`,
    },
    {
      what: "The longest task of any page while it opens",
      value: busiest[0]?.taskMs ?? 0,
      unit: "ms",
      bar: { atMost: 100 },
      note: `browsers report tasks over 50 ms; the longest are on ${note(busiest)}`,
    },
  ];
}

async function longestTask(what: string, page: Page, url: string, count: number): Promise<Result> {
  await page.goto(url);
  await completeMs(page);
  await takeLongestTaskMs(page);
  const steps = await scrollToRow(page, count);
  return {
    what: `Scrolling through ${count} ${what}: longest task`,
    value: await takeLongestTaskMs(page),
    unit: "ms",
    bar: { atMost: 100 },
    note: `${steps} steps`,
  };
}

/** Types a word that all types have in their name. */
const findingTypes = (page: Page, url: string): Promise<Result> =>
  longestTaskOf(`Searching ${CROWD} event types in an endpoint's form`, page, url, async () => {
    await page.getByLabel("Find a type, or type its name").pressSequentially("changed", { delay: 50 });
    await page.getByText("area19.*").first().waitFor();
  });

const showingData = (page: Page, url: string): Promise<Result> =>
  longestTaskOf("Showing 256 KiB of an event's data", page, url, async () => {
    await page.getByRole("button", { name: /^Show all/ }).click();
    await page.locator(".code-part").first().waitFor();
  });

/** How long somebody looks at what came of an act. */
const LOOK_MS = 1_000;

async function longestTaskOf(what: string, page: Page, url: string, act: () => Promise<void>): Promise<Result> {
  await page.goto(url);
  await completeMs(page);
  await takeLongestTaskMs(page);
  await act();
  await page.waitForTimeout(LOOK_MS);
  return { what: `${what}: longest task`, value: await takeLongestTaskMs(page), unit: "ms", bar: { atMost: 100 } };
}
