import { type ReactNode, useId, useState } from "react";
import { Field } from "../../../components/form/field.tsx";
import { text } from "../../../texts/texts.ts";

/** An OpenAPI document, as a file or as text. */
export function DocumentFields({ value, onChange }: { value: string; onChange(text: string): void }): ReactNode {
  const id = useId();
  const [file, setFile] = useState<File>();
  const read = async (chosen: File | undefined) => {
    setFile(chosen);
    if (chosen) onChange(await chosen.text());
  };
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{text("import.file")}</label>
        <input
          id={id}
          type="file"
          accept=".json,.yaml,.yml,application/json,application/yaml"
          onChange={({ target }) => void read(target.files?.[0])}
        />
      </div>
      {/* A file may be large, and a field for text isn't made for that. */}
      {file === undefined && (
        <Field label={text("import.text")} help={text("import.textHelp")}>
          {(input) => (
            <textarea
              {...input}
              className="input mono"
              rows={8}
              spellCheck={false}
              value={value}
              onChange={({ target }) => onChange(target.value)}
            />
          )}
        </Field>
      )}
    </>
  );
}
