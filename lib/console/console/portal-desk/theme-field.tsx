import type { ReactNode } from "react";
import { errorsAt, Field } from "../../components/field.tsx";
import { THEMES, type Theme } from "../../design/theme.ts";
import { text } from "../../texts/texts.ts";

interface ThemeFieldProps {
  value: Theme | "";
  onChange(theme: Theme | ""): void;
  error: unknown;
}

/** Light, dark, or as each user's system says. */
export const ThemeField = ({ value, onChange, error }: ThemeFieldProps): ReactNode => (
  <Field label={text("portalLook.theme")} help={text("portalLook.themeHelp")} errors={errorsAt(error, "/theme")}>
    {(input) => (
      <select
        {...input}
        className="input"
        value={value}
        onChange={({ target }) => onChange(THEMES.find((theme) => theme === target.value) ?? "")}
      >
        <option value="">{text("portalLook.notSet")}</option>
        {THEMES.map((theme) => (
          <option key={theme} value={theme}>
            {text(`portalTheme.${theme}`)}
          </option>
        ))}
      </select>
    )}
  </Field>
);
