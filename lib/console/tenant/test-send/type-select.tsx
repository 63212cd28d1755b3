import { type ReactNode, useState } from "react";
import { plainText } from "../../components/foreign.tsx";
import { Field } from "../../components/form/field.tsx";
import { text } from "../../texts/texts.ts";
import type { TestTypes } from "./test-types.ts";

interface TypeSelectProps {
  types: TestTypes;
  value: string;
  onChange(type: string): void;
  errors: readonly string[];
}

/** No type has this name. */
const OTHER = " other";

/** Chooses a type of the catalog, or takes another one. */
export function TypeSelect({ types: { wanted, others }, value, onChange, errors }: TypeSelectProps): ReactNode {
  const [other, setOther] = useState(false);
  const choose = (type: string) => {
    setOther(type === OTHER);
    if (type !== OTHER) onChange(type);
  };
  return (
    <>
      <Field label={text("test.type.label")} help={text("test.type.help")} errors={other ? [] : errors}>
        {(input) => (
          <select
            {...input}
            className="input"
            value={other ? OTHER : value}
            onChange={({ target }) => choose(target.value)}
          >
            {wanted.length === 0 && <option value="">{text("test.type.any")}</option>}
            <Options label={text("test.type.wanted")} names={wanted} />
            <Options label={text("test.type.others")} names={others} />
            <option value={OTHER}>{text("test.type.other")}</option>
          </select>
        )}
      </Field>
      {other && (
        <Field label={text("test.type.own")} errors={errors}>
          {(input) => (
            <input
              {...input}
              className="input mono"
              value={value}
              maxLength={128}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              onChange={({ target }) => onChange(target.value)}
            />
          )}
        </Field>
      )}
    </>
  );
}

function Options({ label, names }: { label: string; names: readonly string[] }): ReactNode {
  if (names.length === 0) return null;
  return (
    <optgroup label={label}>
      {names.map((name) => (
        <option key={name} value={name}>
          {plainText(name)}
        </option>
      ))}
    </optgroup>
  );
}
