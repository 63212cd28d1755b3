/** The shortest time between two messages. */
const PAUSE_MS = 100;

/** Room around a dialog, in CSS pixels. */
const AROUND_DIALOG = 64;

/** Tells the height of an element's content whenever it changes, and that of the dialogs over it. */
export function followHeight(content: HTMLElement, tell: (height: number) => void): void {
  let told = 0;
  let isDue = false;

  function measure(): void {
    isDue = false;
    const height = Math.ceil(Math.max(bottomOf(content), ...openDialogs().map(heightOfDialog)));
    if (height === told) return;
    told = height;
    tell(height);
  }

  function soon(): void {
    if (isDue) return;
    isDue = true;
    window.setTimeout(measure, PAUSE_MS);
  }

  new ResizeObserver(soon).observe(content);
  // Dialogs don't change the size of the content.
  new MutationObserver(soon).observe(document.body, { subtree: true, attributeFilter: ["open"] });
}

const bottomOf = (content: HTMLElement): number => content.getBoundingClientRect().bottom + window.scrollY;

const openDialogs = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("dialog[open]")];

const heightOfDialog = ({ scrollHeight }: HTMLElement): number => scrollHeight + AROUND_DIALOG;
