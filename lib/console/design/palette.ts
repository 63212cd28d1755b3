/** The colours of one theme, as `#rrggbb`. */
interface Accents {
  accent: string;
  accentStrong: string;
  onAccent: string;
}

/** Accent colours that take the place of those in `tokens.css`. */
export interface ShownPalette {
  light: Accents;
  dark: Accents;
}

const TOKENS = { accent: "--accent", accentStrong: "--accent-strong", onAccent: "--on-accent" } as const;

/** Shows a palette, or the one of `tokens.css`. */
export function showPalette(palette: ShownPalette | undefined): void {
  const { style } = document.documentElement;
  for (const [name, token] of Object.entries(TOKENS) as [keyof Accents, string][]) {
    if (palette) style.setProperty(token, `light-dark(${palette.light[name]}, ${palette.dark[name]})`);
    else style.removeProperty(token);
  }
}
