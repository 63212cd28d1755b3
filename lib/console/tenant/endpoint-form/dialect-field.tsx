import type { ReactNode } from "react";
import { plainText } from "../../components/foreign.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { errorsAt } from "../../components/form/field.tsx";
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
      <ChoiceField
        label={text("form.dialect.label")}
        help={text("form.dialect.help")}
        value={value === KEY_PAIR ? SHARED : value}
        choices={[
          ...(isSet ? [] : [["", text("form.dialect.default")] as const]),
          ...offered.filter((name) => name !== KEY_PAIR).map((name) => [name, plainText(name)] as const),
        ]}
        errors={errorsAt(error, "/dialect")}
        onChange={onChange}
      />
      {isStandard && (
        <ChoiceField
          label={text("form.signature.label")}
          help={text("form.signature.help")}
          value={value}
          choices={[
            [SHARED, text("form.signature.shared")],
            [KEY_PAIR, text("form.signature.keyPair")],
          ]}
          onChange={onChange}
        />
      )}
    </>
  );
}
