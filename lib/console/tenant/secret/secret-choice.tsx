import { type ReactNode, useId } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { Failure } from "../../components/failure.tsx";
import { FieldErrors } from "../../components/form/field.tsx";
import { Loading } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { publicKeyIn } from "./public-key-in.ts";
import { SecretInput } from "./secret-input.tsx";
import type { GeneratedSecret } from "./use-generated-secret.ts";

/** A secret that somebody types, or a generated one. */
export interface ChosenSecret {
  own: boolean;
  typed: string;
}

interface SecretChoiceProps {
  generated: GeneratedSecret;
  value: ChosenSecret;
  onChange(value: ChosenSecret): void;
  errors: readonly string[];
}

/** Shows a generated secret, to be copied before it is in use, or takes one that the receiver has already. */
export function SecretChoice({ generated, value, onChange, errors }: SecretChoiceProps): ReactNode {
  const id = useId();
  const choose = (own: boolean) => onChange({ ...value, own });
  return (
    <fieldset className="choices">
      <legend className="hidden-text">{text("secret.choice")}</legend>
      <label>
        <input type="radio" name={id} checked={!value.own} onChange={() => choose(false)} />
        {text("secret.generated")}
      </label>
      <label>
        <input type="radio" name={id} checked={value.own} onChange={() => choose(true)} />
        {text("secret.own")}
      </label>
      {value.own ? (
        <SecretInput
          label={text("secret.own")}
          value={value.typed}
          errors={errors}
          errorId={`${id}-error`}
          onChange={(typed) => onChange({ ...value, typed })}
        />
      ) : (
        <NewSecret generated={generated} />
      )}
      <FieldErrors id={`${id}-error`} errors={errors} />
    </fieldset>
  );
}

/** Of a key pair, receivers need the public key only. */
function NewSecret({ generated: { secret, error, again } }: { generated: GeneratedSecret }): ReactNode {
  if (error) return <Failure error={error} again={again} />;
  if (secret === undefined) return <Loading />;
  const publicKey = publicKeyIn(secret);
  return (
    <>
      <CodeBlock label={text(publicKey ? "secret.newPublicKey" : "secret.newSecret")} code={publicKey ?? secret} />
      <button type="button" className="button small" onClick={again}>
        {text("secret.another")}
      </button>
    </>
  );
}

/** The secret to send. Undefined while there is none. */
export const secretIn = ({ own, typed }: ChosenSecret, { secret }: GeneratedSecret): string | undefined =>
  (own ? typed : secret) || undefined;
