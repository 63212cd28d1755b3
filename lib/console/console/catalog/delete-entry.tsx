import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
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
  const [asking, setAsking] = useState(false);
  const remove = useDeleteEntry(kind, name, onDeleted);
  const ask = () => {
    remove.reset();
    setAsking(true);
  };
  return (
    <section className="card danger-zone">
      <div>
        <h2>{text("entry.delete.title")}</h2>
        <p className="small soft">{text(`entry.gone.${kind}`)}</p>
      </div>
      <button type="button" className="button danger" onClick={ask}>
        {text("entry.delete.action")}
      </button>
      {asking && (
        <ConfirmDialog
          title={text("entry.delete.ask", { name: plainText(name) })}
          action={text("entry.delete.action")}
          dangerous
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{text(`entry.lost.${kind}`)}</p>
          <p className="soft">{text(`entry.kept.${kind}`)}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
