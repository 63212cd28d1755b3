import { type ReactNode, useId } from "react";
import { FieldErrors } from "../../components/form/field.tsx";
import { text } from "../../texts/texts.ts";

/** The secret that signs a test. */
export interface TestSignature {
  /** Another secret than the endpoint's signs. */
  own: boolean;
  secret: string | undefined;
}

interface TestSignatureFieldProps {
  value: TestSignature;
  onChange(value: TestSignature): void;
  errors: readonly string[];
}

/** Signs with the endpoint's secret, or with one that the receiver is to know later. */
export function TestSignatureField({ value, onChange, errors }: TestSignatureFieldProps): ReactNode {
  const id = useId();
  return (
    <fieldset className="choices">
      <legend>{text("test.sign.label")}</legend>
      <label>
        <input type="radio" name={id} checked={!value.own} onChange={() => onChange({ ...value, own: false })} />
        {text("test.sign.current")}
      </label>
      <label>
        <input type="radio" name={id} checked={value.own} onChange={() => onChange({ ...value, own: true })} />
        {text("test.sign.other")}
      </label>
      {value.own && (
        <input
          className="input mono"
          aria-label={text("test.sign.other")}
          aria-invalid={errors.length > 0 || undefined}
          aria-describedby={`${id}-error`}
          value={value.secret ?? ""}
          maxLength={512}
          required
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          onChange={({ target }) => onChange({ ...value, secret: target.value })}
        />
      )}
      <FieldErrors id={`${id}-error`} errors={errors} />
    </fieldset>
  );
}
