import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { Failure } from "../../../components/failure.tsx";
import { Foreign } from "../../../components/foreign.tsx";
import { FieldErrors } from "../../../components/form/field.tsx";
import { Loading } from "../../../components/states.tsx";
import { text } from "../../../texts/texts.ts";
import { ChosenTypes } from "./chosen-types.tsx";
import { TypeBranches } from "./type-branches.tsx";
import { foundTypes, typeGroups, withPattern } from "./type-tree.ts";
import { useTypeChoices } from "./use-type-choices.ts";

interface TypesFieldProps {
  value: readonly string[];
  onChange(patterns: readonly string[]): void;
  /** What the API said about the list, and about its entries by their place. */
  errors: ReadonlyMap<string, string>;
}

/** So many types are shown unfolded. */
const FEW = 15;

/** More types that a search finds stay folded: browsers take long to show a thousand boxes. */
const MOST_UNFOLDED = 100;

/** Chooses event types from the catalog, with wildcards. A type that the catalog lacks can be typed. */
export function TypesField({ value, onChange, errors }: TypesFieldProps): ReactNode {
  const { data: choices = [], error, isLoading, refetch } = useTypeChoices();
  const [search, setSearch] = useState("");
  const id = useId();
  const typed = search.trim();
  const found = foundTypes(choices, search);
  const canAdd = typed !== "" && !value.includes(typed) && !found.some(({ name }) => name === typed);
  const add = (pattern: string) => onChange(withPattern(value, pattern));
  const addTyped = () => {
    add(typed);
    setSearch("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    // Enter would send the form.
    event.preventDefault();
    if (typed !== "" && !value.includes(typed)) addTyped();
  };
  return (
    <fieldset className="types" aria-describedby={`${id}-help ${id}-error`}>
      <legend>{text("types.label")}</legend>
      <p id={`${id}-help`} className="small soft">
        {text("types.help")}
      </p>
      <ChosenTypes value={value} onChange={onChange} errors={errors} />
      <FieldErrors id={`${id}-error`} errors={[...new Set(errors.values())]} />
      <input
        type="search"
        className="input"
        aria-label={text("types.search")}
        aria-invalid={errors.size > 0 || undefined}
        aria-describedby={`${id}-error`}
        placeholder={text("types.search")}
        value={search}
        maxLength={128}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setSearch(target.value)}
        onKeyDown={onKeyDown}
      />
      {canAdd && (
        <button type="button" className="button small types-add" onClick={addTyped}>
          <Foreign>{text("types.add", { type: typed })}</Foreign>
        </button>
      )}
      {isLoading && <Loading />}
      {error && <Failure error={error} again={() => void refetch()} />}
      <div className="types-tree">
        {typed === "" && <AllTypes value={value} onChange={onChange} />}
        {typeGroups(found).map(({ name, nodes }) => (
          <TypeBranches
            key={name}
            group={name}
            nodes={nodes}
            chosen={value}
            searching={typed !== "" && found.length <= MOST_UNFOLDED}
            few={choices.filter(({ builtIn }) => !builtIn).length <= FEW}
            onAdd={add}
            onRemove={(pattern) => onChange(value.filter((one) => one !== pattern))}
          />
        ))}
        {typed !== "" && found.length === 0 && !isLoading && <p className="small soft">{text("types.none")}</p>}
      </div>
    </fieldset>
  );
}

function AllTypes({ value, onChange }: Pick<TypesFieldProps, "value" | "onChange">): ReactNode {
  const all = value.includes("*");
  const toggle = () => onChange(all ? value.filter((one) => one !== "*") : withPattern(value, "*"));
  return (
    <label className="type">
      <input type="checkbox" checked={all} onChange={toggle} />
      <span>{text("types.all")}</span>
      <code className="soft">*</code>
    </label>
  );
}
