import { type ReactNode, useEffect, useId, useState } from "react";
import { text } from "../texts/texts.ts";

/** How long somebody must stop typing before the search begins. */
const PAUSE_MS = 200;

interface SearchFieldProps {
  label: string;
  /** The text that is searched for now. */
  value: string;
  onSearch(value: string): void;
}

/** A field for a text to search for. */
export function SearchField({ label, value, onSearch }: SearchFieldProps): ReactNode {
  const id = useId();
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onSearch(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  return (
    <div className="search">
      <label className="hidden-text" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="search"
        className="input"
        placeholder={label || text("app.search")}
        value={typed}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setTyped(target.value)}
      />
    </div>
  );
}
