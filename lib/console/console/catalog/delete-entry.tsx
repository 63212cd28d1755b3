import type { ReactNode } from "react";
import { DangerZone } from "../../components/danger-zone.tsx";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { type EntryKind, useDeleteEntry } from "./entry-requests.ts";

interface DeleteEntryProps {
  kind: EntryKind;
  name: string;
  onDeleted(): void;
}

/** Deletes a type. Asks before, and says what that means for subscriptions. */
export function DeleteEntry({ kind, name, onDeleted }: DeleteEntryProps): ReactNode {
  return (
    <DangerZone
      title={text("entry.delete.title")}
      help={text(`entry.gone.${kind}`)}
      action={text("entry.delete.action")}
      question={text("entry.delete.ask", { name: plainText(name) })}
      act={useDeleteEntry(kind, name, onDeleted)}
    >
      <p>{text(`entry.lost.${kind}`)}</p>
      <p className="soft">{text(`entry.kept.${kind}`)}</p>
    </DangerZone>
  );
}
