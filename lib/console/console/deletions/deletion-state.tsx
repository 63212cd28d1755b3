import type { ReactNode } from "react";
import { text } from "../../texts/texts.ts";
import type { Deletion } from "./deletion-requests.ts";

/** How far a deletion is, in a word. */
export const DeletionState = ({ state }: Pick<Deletion, "state">): ReactNode => (
  <span className={state === "completed" ? "badge good" : "badge"}>{text(`deletionState.${state}`)}</span>
);
