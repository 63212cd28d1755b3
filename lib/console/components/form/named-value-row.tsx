import { type ReactNode, useId } from "react";
import { text } from "../../texts/texts.ts";
import { plainText } from "../foreign.tsx";
import { FieldErrors } from "./field.tsx";
import type { NamedValue } from "./named-value.ts";

interface NamedValueRowProps {
  /** The label of the list. */
  list: string;
  row: NamedValue;
  error: string | undefined;
  change(changes: Partial<NamedValue>): void;
  onRemove(): void;
  children: ReactNode;
}

/** Two inputs: for a name, and for its value. */
export function NamedValueRow(props: NamedValueRowProps): ReactNode {
  const { list, row, error, change, onRemove, children } = props;
  const { name, value, kept } = row;
  const id = useId();
  const input = {
    className: "input mono",
    "aria-describedby": id,
    "aria-invalid": error !== undefined || undefined,
    spellCheck: false,
    autoCapitalize: "none",
    autoComplete: "off",
  } as const;
  return (
    <>
      <div className="named-value">
        <input
          {...input}
          aria-label={text("rows.nameIn", { list })}
          placeholder={text("rows.name")}
          value={name}
          readOnly={kept}
          onChange={({ target }) => change({ name: target.value })}
        />
        <input
          {...input}
          aria-label={name ? text("rows.valueOf", { name: plainText(name) }) : text("rows.value")}
          placeholder={kept ? text("rows.kept") : text("rows.value")}
          value={value}
          onChange={({ target }) => change({ value: target.value, kept: false })}
        />
        <button
          type="button"
          className="button small"
          aria-label={text("rows.remove", { name: plainText(name) })}
          onClick={onRemove}
        >
          {text("rows.removeShort")}
        </button>
      </div>
      {children}
      <FieldErrors id={id} errors={error === undefined ? [] : [error]} />
    </>
  );
}
