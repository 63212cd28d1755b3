import type { BrowserContext, Page } from "playwright-core";

/**
 * Runs in each page before its own scripts. Notes when the first row of a list is there, when the page has read all that
 * it shows at first, and how long tasks take.
 */
const WATCH = `
  window.longestTaskMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
  }).observe({ type: "longtask" });
  const watchFrames = () => {
    if (document.querySelector("#content li")) window.firstRowMs ??= performance.now();
    const loading = [...document.querySelectorAll(".state[role=status]")].some(({ textContent }) => textContent === "Loading…");
    if (loading || !document.querySelector("#content h1")) delete window.completeMs;
    else window.completeMs ??= performance.now();
    requestAnimationFrame(watchFrames);
  };
  requestAnimationFrame(watchFrames);
`;

/** Opens a page that notes how long it takes. */
export async function watchedPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript({ content: WATCH });
  return page;
}

/** When the first row was there, in milliseconds since the navigation. */
export async function firstRowMs(page: Page): Promise<number> {
  await page.locator("#content li").first().waitFor();
  return noted(page, "firstRowMs");
}

/** When the page had read all that it shows at first, in milliseconds since the navigation. */
export async function completeMs(page: Page): Promise<number> {
  await page.locator("#content h1").waitFor();
  await page.waitForLoadState("networkidle");
  return noted(page, "completeMs");
}

/** A time that the page notes in one of its next frames. */
const noted = (page: Page, name: string): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve) => {
    const look = () => (window.${name} === undefined ? requestAnimationFrame(look) : resolve(window.${name}));
    look();
  })`);

/** The longest task since the navigation, or since this was last called. Browsers report tasks over 50 ms, and else 0. */
export const takeLongestTaskMs = (page: Page): Promise<number> =>
  page.evaluate<number>("(() => { const ms = window.longestTaskMs; window.longestTaskMs = 0; return ms; })()");

/** How far a user's wheel goes in a step, and how long the user waits for the next one. */
const STEP_PX = 1_500;
const STEP_MS = 50;

/** Scrolls until a row of a list is there. Returns the number of steps. */
export async function scrollToRow(page: Page, position: number): Promise<number> {
  const row = page.locator(`#content li[aria-posinset="${position}"]`);
  await page.mouse.move(640, 500);
  let steps = 0;
  for (; (await row.count()) === 0; steps++) {
    if (steps > (position * 100) / STEP_PX) throw new Error("the list never gets there");
    await page.mouse.wheel(0, STEP_PX);
    await page.waitForTimeout(STEP_MS);
  }
  return steps;
}
