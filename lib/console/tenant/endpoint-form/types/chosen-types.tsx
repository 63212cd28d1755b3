import { type ReactNode, useRef } from "react";
import { plainText } from "../../../components/foreign.tsx";
import { text } from "../../../texts/texts.ts";

interface ChosenTypesProps {
  value: readonly string[];
  onChange(patterns: readonly string[]): void;
  errors: ReadonlyMap<string, string>;
}

/** The chosen types and wildcards. Each can be taken away. */
export function ChosenTypes({ value, onChange, errors }: ChosenTypesProps): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  const remove = (pattern: string, index: number) => {
    onChange(value.filter((one) => one !== pattern));
    // The focus stays in the list, beside the one that is gone.
    const buttons = list.current?.querySelectorAll("button");
    (buttons?.[index + 1] ?? buttons?.[index - 1])?.focus();
  };
  if (value.length === 0) return null;
  return (
    <ul className="chips" ref={list} aria-label={text("types.chosen")}>
      {value.map((pattern, index) => (
        <li key={pattern} className={errors.has(String(index)) ? "chip bad" : "chip"}>
          <code dir="ltr">{plainText(pattern)}</code>
          <button
            type="button"
            className="chip-remove"
            aria-label={text("types.remove", { type: plainText(pattern) })}
            onClick={() => remove(pattern, index)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}
