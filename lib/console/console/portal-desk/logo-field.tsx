import { type ReactNode, useId, useState } from "react";
import { errorsAt, FieldErrors } from "../../components/form/field.tsx";
import { text } from "../../texts/texts.ts";
import { base64Of } from "./base64-of.ts";
import type { Look, LookTexts } from "./look-desk.ts";

/** What the API takes. A larger file isn't even read. */
const MOST_BYTES = 32_000;

interface LogoFieldProps {
  look: Look;
  value: LookTexts["logo"];
  onChange(logo: LookTexts["logo"]): void;
  error: unknown;
}

/** The logo that there is, and a file that takes its place. */
export function LogoField({ look, value, onChange, error }: LogoFieldProps): ReactNode {
  const id = useId();
  const [tooLarge, setTooLarge] = useState(false);
  const choose = async (file: File | undefined) => {
    if (!file) return;
    setTooLarge(file.size > MOST_BYTES);
    if (file.size <= MOST_BYTES) onChange(await base64Of(file));
  };
  const remove = () => {
    onChange(look.logo ? null : undefined);
    document.getElementById(id)?.focus();
  };
  const errors = [...(tooLarge ? [text("portalLogo.tooLarge")] : []), ...errorsAt(error, "/logo")];
  const shown = value === undefined ? look.logo && pathOf(look.logo.url) : value && `data:image/png;base64,${value}`;
  return (
    <div className="field">
      <label htmlFor={id}>{text("portalLogo.label")}</label>
      {shown && (
        <p className="logo-plate">
          <img src={shown} alt={text("portalLogo.shown")} />
        </p>
      )}
      <input
        id={id}
        type="file"
        accept="image/png"
        aria-describedby={`${id}-help ${id}-error`}
        aria-invalid={errors.length > 0 || undefined}
        onChange={({ target }) => void choose(target.files?.[0])}
      />
      <div id={`${id}-help`} className="small soft">
        {text("portalLogo.help")}
      </div>
      <FieldErrors id={`${id}-error`} errors={errors} />
      {shown && (
        <div className="buttons">
          <button type="button" className="button small" onClick={remove}>
            {text("portalLogo.remove")}
          </button>
        </div>
      )}
    </div>
  );
}

/** The console's host serves logos as well. */
const pathOf = (url: string): string => new URL(url).pathname;
