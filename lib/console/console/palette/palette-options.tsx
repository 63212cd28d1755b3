import { Fragment, type ReactNode } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import type { PaletteGroup, PaletteOption } from "./use-palette-options.ts";

interface PaletteOptionsProps {
  /** The id of the list. The options' ids are `<id>-0` and so on. */
  id: string;
  groups: readonly PaletteGroup[];
  /** The place of the chosen option. */
  active: number;
  onChoose(option: PaletteOption): void;
}

/** The options, in groups. The focus stays in the input, which chooses one of them. */
export function PaletteOptions({ id, groups, active, onChoose }: PaletteOptionsProps): ReactNode {
  let place = 0;
  return (
    <div id={id} role="listbox" aria-label={text("palette.results")} className="palette-list" tabIndex={-1}>
      {groups.map(({ title, options }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset isn't allowed in a listbox
        <div key={title} role="group" aria-label={text(title)}>
          <div className="small soft palette-group" aria-hidden="true">
            {text(title)}
          </div>
          {options.map((option) => {
            const at = place++;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the focus, and handles the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the input has the focus
              <div
                key={option.href + option.title}
                id={`${id}-${at}`}
                role="option"
                aria-selected={at === active}
                className="palette-option"
                onClick={() => onChoose(option)}
              >
                <span className="palette-name">
                  <Foreign>{option.title}</Foreign>
                </span>
                {option.details && (
                  <span className="small soft palette-name">
                    <Details>{option.details}</Details>
                  </span>
                )}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** Each detail keeps its own direction, so none can rearrange the others. */
const Details = ({ children }: { children: readonly string[] }): ReactNode =>
  children.map((detail, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an option's details don't move
    <Fragment key={place}>
      {place > 0 && " · "}
      <Foreign>{detail}</Foreign>
    </Fragment>
  ));
