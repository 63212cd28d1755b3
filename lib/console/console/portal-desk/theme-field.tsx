import type { ReactNode } from "react";
import { errorsAt, Field } from "../../components/field.tsx";
import { text } from "../../texts/texts.ts";
import { type PortalTheme, THEMES } from "./link-fields.ts";

interface ThemeFieldProps {
  value: PortalTheme | "";
  onChange(theme: PortalTheme | ""): void;
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
