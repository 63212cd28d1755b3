import type { FrameLocator, Locator, Page } from "playwright-core";

/** More stops than any page has. */
const MOST_STOPS = 200;

/** A user without a mouse, in a page's frame. */
export interface Keyboard {
  /** Presses Tab until the element has the focus. */
  goTo(element: Locator): Promise<void>;
  /** Goes to a button or a link, and presses Enter. */
  press(role: "button" | "link", name: string): Promise<void>;
  /** Goes to the first checkbox or radio button with the name in its label, and presses the space bar. */
  check(name: string): Promise<void>;
  /** Goes to a field, and types over what it has. */
  fill(label: string, text: string): Promise<void>;
}

export function keyboardOf(page: Page, frame: FrameLocator): Keyboard {
  const { keyboard } = page;
  const focused = frame.locator(":focus");

  async function goTo(element: Locator): Promise<void> {
    await element.waitFor();
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      if ((await element.and(focused).count()) > 0) return;
      await keyboard.press("Tab");
    }
    throw new Error(`the keyboard doesn't reach ${element}`);
  }

  return {
    goTo,
    async press(role, name) {
      await goTo(frame.getByRole(role, { name, exact: true }).first());
      await keyboard.press("Enter");
    },
    async check(name) {
      const box = frame.getByLabel(name).first();
      await goTo(box);
      await keyboard.press("Space");
    },
    async fill(label, text) {
      await goTo(frame.getByLabel(label, { exact: true }));
      await keyboard.press("Control+A");
      await keyboard.type(text);
    },
  };
}
