import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { text } from "../texts/texts.ts";

/** How long somebody must stop typing before the search begins. */
const PAUSE_MS = 200;

interface SearchFieldProps {
  label: string;
  /** The text that is searched for now. */
  value: string;
  onSearch(value: string): void;
}

/** A field for a text to search for. It is searched for while somebody types. */
export function SearchField({ label, value, onSearch }: SearchFieldProps): ReactNode {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onSearch(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  return (
    <div className="search">
      <SearchInput label={label} typed={typed} onType={setTyped} />
    </div>
  );
}

/** A field for a text whose search costs much. It is searched for with Enter or the button, and again with either. */
export function AskedSearchField({ label, value, onSearch }: SearchFieldProps): ReactNode {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(typed);
  };
  return (
    <form className="asked-search" onSubmit={onSubmit}>
      <SearchInput label={label} typed={typed} onType={setTyped} />
      <button type="submit" className="button">
        {text("app.find")}
      </button>
    </form>
  );
}

interface SearchInputProps {
  label: string;
  typed: string;
  onType(typed: string): void;
}

function SearchInput({ label, typed, onType }: SearchInputProps): ReactNode {
  const id = useId();
  return (
    <>
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
        onChange={({ target }) => onType(target.value)}
      />
    </>
  );
}
