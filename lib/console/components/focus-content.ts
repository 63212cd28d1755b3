/** Moves the focus to the page itself, when what had it is gone. */
export const focusContent = (): void => document.getElementById("content")?.focus({ preventScroll: true });
