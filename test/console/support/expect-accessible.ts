import type { Page } from "playwright-core";
import { expect } from "vitest";
import { accessibilityProblems } from "./check-accessibility.ts";

const WIDTHS = [1280, 390];
const SCHEMES = ["light", "dark"] as const;

/** Waits for a page and all that it loads, and fails if axe-core finds something wrong with it in any look. */
export async function expectAccessible(page: Page): Promise<void> {
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
}

/** Unfolds everything, and waits for what that loads. */
async function openAll(page: Page): Promise<void> {
  await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
  await page.waitForLoadState("networkidle");
}
