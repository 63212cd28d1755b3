import { observable } from "../client/observable.ts";
import { stored } from "../client/stored.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const isTheme = (value: unknown): value is Theme => THEMES.includes(value as Theme);

const kept = stored<Theme>("localStorage", "posthorn.theme");

/** The theme that the page shows. */
export const theme = observable<Theme>("system");

/** Shows a theme. `design/tokens.css` reads the attribute. */
export function showTheme(value: Theme): void {
  document.documentElement.dataset.theme = value;
  theme.set(value);
}

/** Shows the theme that this browser's user chose before. */
export function showKeptTheme(): void {
  const value = kept.read();
  showTheme(isTheme(value) ? value : "system");
}

/** Shows a theme, and keeps it for the next visit. */
export function chooseTheme(value: Theme): void {
  kept.write(value);
  showTheme(value);
}
