import type { ReactNode } from "react";
import { type Accents, contrast, paletteOf } from "../../../core/portal/accent.ts";
import { text } from "../../texts/texts.ts";

const COLOUR = /^#[0-9a-f]{6}$/i;

/** What the portal makes of an accent colour, computed as the server does it. Nothing for a text that is no colour. */
export function AccentPreview({ accent }: { accent: string }): ReactNode {
  if (!COLOUR.test(accent)) return null;
  const { light, dark } = paletteOf(accent);
  return (
    <section className="accent-previews" aria-label={text("accent.preview")}>
      <Preview theme="light" given={accent} accents={light} />
      <Preview theme="dark" given={accent} accents={dark} />
    </section>
  );
}

interface PreviewProps {
  theme: "light" | "dark";
  given: string;
  accents: Accents;
}

function Preview({ theme, given, accents: { accent, onAccent } }: PreviewProps): ReactNode {
  const ratio = Math.floor(contrast(accent, onAccent) * 10) / 10;
  const isKept = accent === given.toLowerCase();
  return (
    <div className="accent-preview" data-look={theme}>
      <p>{text(`portalTheme.${theme}`)}</p>
      <p>
        <span className="accent-button" style={{ background: accent, color: onAccent }}>
          {text("accent.button")}
        </span>{" "}
        <span className="accent-link" style={{ color: accent }}>
          {text("accent.link")}
        </span>
      </p>
      <p className="small">
        <code>{accent}</code> {text(isKept ? "accent.kept" : `accentChanged.${theme}`)}
      </p>
      <p className="small">{text("accent.contrast", { ratio })}</p>
    </div>
  );
}
