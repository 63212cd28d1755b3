import { type ReactNode, useId } from "react";
import { FieldErrors } from "../../components/form/field.tsx";
import { text } from "../../texts/texts.ts";
import { SecretInput } from "../secret/secret-input.tsx";

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
        <SecretInput
          label={text("test.sign.other")}
          value={value.secret ?? ""}
          errors={errors}
          errorId={`${id}-error`}
          onChange={(secret) => onChange({ ...value, secret })}
        />
      )}
      <FieldErrors id={`${id}-error`} errors={errors} />
    </fieldset>
  );
}
