import { useState } from "react";

/** The rows of a list that somebody has chosen. */
export interface Selection {
  ids: ReadonlySet<string>;
  toggle(id: string): void;
  /** Chooses these rows, and no others. */
  choose(ids: readonly string[]): void;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Chooses rows of a list. The choice ends with the list: `list` identifies it. */
export function useSelection(list: string): Selection {
  const [chosen, setChosen] = useState({ list, ids: NOTHING });
  const ids = chosen.list === list ? chosen.ids : NOTHING;
  return {
    ids,
    toggle: (id) => setChosen({ list, ids: toggled(ids, id) }),
    choose: (all) => setChosen({ list, ids: new Set(all) }),
  };
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(ids);
  if (!after.delete(id)) after.add(id);
  return after;
}
