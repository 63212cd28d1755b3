import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import { text } from "../../texts/texts.ts";
import { PaletteOptions } from "./palette-options.tsx";
import { type PaletteOption, usePaletteOptions } from "./use-palette-options.ts";

/** An option stays chosen while results of a slower search come in before it. */
const identityOf = (option: PaletteOption | undefined): string => JSON.stringify(option) ?? "";

/**
 * Finds a page, a tenant, an endpoint of any tenant or anything by its id, and goes there: a combobox in a dialog
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Escape returns the focus to where it was.
 */
export default function Palette({ onClose }: { onClose(): void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState("");
  const { groups, status } = usePaletteOptions(typed.trim());
  const options = groups.flatMap((group) => group.options);
  const index = options.findIndex((option) => identityOf(option) === chosen);
  const active = Math.max(index, options.length > 0 ? 0 : -1);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [listId, active]);

  const go = (option: PaletteOption | undefined) => {
    if (!option) return;
    onClose();
    navigate(option.href);
    document.getElementById("content")?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: active + 1, ArrowUp: active - 1 }[event.key];
    if (event.key !== "Enter" && next === undefined) return;
    event.preventDefault();
    if (next === undefined) go(options[active]);
    else setChosen(identityOf(options.at(next % options.length)));
  };
  return (
    <dialog ref={dialog} className="dialog palette" aria-label={text("palette.title")} onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-label={text("palette.title")}
        aria-autocomplete="list"
        aria-expanded={options.length > 0}
        aria-controls={listId}
        aria-activedescendant={active < 0 ? undefined : `${listId}-${active}`}
        placeholder={text("palette.placeholder")}
        value={typed}
        maxLength={100}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onKeyDown={onKeyDown}
        onChange={({ target }) => {
          setTyped(target.value);
          setChosen("");
        }}
      />
      <PaletteOptions id={listId} groups={groups} active={active} onChoose={go} />
      <p className="small soft palette-status" role="status">
        {status}
      </p>
    </dialog>
  );
}
