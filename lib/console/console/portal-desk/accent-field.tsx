import type { ReactNode } from "react";
import { errorsAt, Field } from "../../components/form/field.tsx";
import { text } from "../../texts/texts.ts";
import { AccentPreview } from "./accent-preview.tsx";

interface AccentFieldProps {
  value: string;
  onChange(accent: string): void;
  error: unknown;
}

/** What the picker shows until a colour is set: that of `tokens.css`. */
const OWN_COLOUR = "#0a6a5c";

/** The accent colour: typed, or chosen with the browser's colour picker. */
export const AccentField = ({ value, onChange, error }: AccentFieldProps): ReactNode => (
  <>
    <Field label={text("portalLook.accent")} help={text("portalLook.accentHelp")} errors={errorsAt(error, "/accent")}>
      {(input) => (
        <span className="accent-field">
          <input
            {...input}
            className="input mono"
            value={value}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => onChange(target.value.trim())}
          />
          <input
            type="color"
            aria-label={text("portalLook.pick")}
            value={/^#[0-9a-f]{6}$/i.test(value) ? value : OWN_COLOUR}
            onChange={({ target }) => onChange(target.value)}
          />
        </span>
      )}
    </Field>
    <AccentPreview accent={value} />
  </>
);
