import type { FrameLocator, Locator, Page } from "playwright-core";

/** Where a test looks for a part. */
type Place = Page | FrameLocator | Locator;

export const button = (place: Place, name: string): Locator => place.getByRole("button", { name, exact: true });

export const dialog = (place: Place, name: string): Locator => place.getByRole("dialog", { name });

/** The title of a page. */
export const heading = (place: Place, name: string): Locator =>
  place.getByRole("heading", { name, exact: true, level: 1 });

/** The element while it has the focus. */
export const focused = (element: Locator): Locator => element.and(element.page().locator(":focus"));
