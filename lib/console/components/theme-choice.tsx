import { type ReactNode, useId } from "react";
import { useObserved } from "../client/observable.ts";
import { chooseTheme, isTheme, THEMES, theme } from "../design/theme.ts";
import { text } from "../texts/texts.ts";

/** Chooses light or dark. */
export function ThemeChoice(): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{text("theme.label")}</label>
      <select
        id={id}
        className="input"
        value={useObserved(theme)}
        onChange={({ target }) => isTheme(target.value) && chooseTheme(target.value)}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {text(`theme.${one}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
