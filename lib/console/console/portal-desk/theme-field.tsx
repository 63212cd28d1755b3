import type { ReactNode } from "react";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { THEMES, type Theme } from "../../design/theme.ts";
import { text } from "../../texts/texts.ts";

interface ThemeFieldProps {
  value: Theme | "";
  onChange(theme: Theme | ""): void;
  error: unknown;
}

/** Light, dark, or as each user's system says. */
export const ThemeField = ({ value, onChange, error }: ThemeFieldProps): ReactNode => (
  <ChoiceField
    label={text("portalLook.theme")}
    help={text("portalLook.themeHelp")}
    value={value}
    choices={[
      ["", text("portalLook.notSet")],
      ...THEMES.map((theme) => [theme, text(`portalTheme.${theme}`)] as const),
    ]}
    errors={errorsAt(error, "/theme")}
    onChange={onChange}
  />
);
