import { type Observable, observable } from "../client/observable.ts";
import { showPalette } from "../design/palette.ts";
import { showKeptTheme, showTheme, type Theme } from "../design/theme.ts";
import { chooseLanguage } from "../texts/texts.ts";
import type { PortalView } from "./session/portal-tokens.ts";

/** How the portal looks. What the embedding page asks for comes first, then the session's link or branding. */
export interface Appearance {
  /** Whether users may choose light or dark: neither the embedding page nor the session has. */
  isFree: Observable<boolean>;
  /** @param theme undefined: the embedding page leaves it to the session */
  askedByEmbedder(theme: Theme | undefined): void;
  ofSession(session: PortalView): void;
}

export function portalAppearance(): Appearance {
  const isFree = observable(true);
  const asked: { embedder?: Theme | undefined; session?: Theme | undefined } = {};

  function show(): void {
    const { embedder, session = "system" } = asked;
    const theme = embedder ?? session;
    if (theme === "system") showKeptTheme();
    else showTheme(theme);
    isFree.set(theme === "system");
  }

  show();
  return {
    isFree,
    askedByEmbedder(theme) {
      asked.embedder = theme;
      show();
    },
    ofSession({ theme, palette, locale }) {
      asked.session = theme;
      show();
      showPalette(palette);
      if (locale) chooseLanguage([locale]);
    },
  };
}
