import type { Page } from "playwright-core";
import { ALL_CAPABILITIES, openPortalAt } from "./open-portal-at.ts";
import type { PagesWorld } from "./pages-world.ts";

interface PortalVisit {
  /** The default is all of them. */
  capabilities?: readonly string[];
  /** What the page's requests may be refused with. */
  refusals?: readonly number[];
  /** Further fields of the link. */
  link?: object;
}

/** Opens a page of the demo tenant's portal, as a customer does by a link. */
export async function visitPortal(world: PagesWorld, path: string, visit: PortalVisit = {}): Promise<Page> {
  const { capabilities = ALL_CAPABILITIES, refusals = [], link } = visit;
  const page = await openPortalAt(world, path, capabilities, { refusals, link: { actor: "ann@example.com", ...link } });
  await page.locator("#content h1").waitFor();
  return page;
}

/** The secret or public key that a page shows under a label. */
export const shownCode = (page: Page, label = "New secret"): Promise<string> =>
  page.getByRole("figure", { name: label, exact: true }).locator("pre").innerText();

/** Unfolds a section of the form. */
export const unfold = (page: Page, section: string): Promise<void> =>
  page.locator("summary", { hasText: section }).click();

/** Sends the form of a new endpoint. Resolves with the endpoint's id. */
export async function createdEndpoint(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Create endpoint" }).click();
  await page.waitForURL(/\/endpoints\/sub_\w+$/);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}
