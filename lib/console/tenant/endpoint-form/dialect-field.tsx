import type { ReactNode } from "react";
import { errorsAt, Field } from "../../components/field.tsx";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { useDialects } from "../endpoint/use-dialects.ts";

interface DialectFieldProps {
  value: string;
  onChange(dialect: string): void;
  error: unknown;
  /** The endpoint has a dialect: there is no default to choose. */
  isSet: boolean;
}

const SHARED = "standard";
const KEY_PAIR = "standard-ed25519";

/** Chooses the format of POSTs, and for Standard Webhooks how they are signed. */
export function DialectField({ value, onChange, error, isSet }: DialectFieldProps): ReactNode {
  const names = useDialects().map(({ name }) => name);
  const offered = names.includes(value) || value === "" ? names : [...names, value];
  const isStandard = value === SHARED || value === KEY_PAIR;
  return (
    <>
      <Field label={text("form.dialect.label")} help={text("form.dialect.help")} errors={errorsAt(error, "/dialect")}>
        {(input) => (
          <select
            {...input}
            className="input"
            value={value === KEY_PAIR ? SHARED : value}
            onChange={({ target }) => onChange(target.value)}
          >
            {!isSet && <option value="">{text("form.dialect.default")}</option>}
            {offered
              .filter((name) => name !== KEY_PAIR)
              .map((name) => (
                <option key={name} value={name}>
                  {plainText(name)}
                </option>
              ))}
          </select>
        )}
      </Field>
      {isStandard && (
        <Field label={text("form.signature.label")} help={text("form.signature.help")}>
          {(input) => (
            <select {...input} className="input" value={value} onChange={({ target }) => onChange(target.value)}>
              <option value={SHARED}>{text("form.signature.shared")}</option>
              <option value={KEY_PAIR}>{text("form.signature.keyPair")}</option>
            </select>
          )}
        </Field>
      )}
    </>
  );
}
