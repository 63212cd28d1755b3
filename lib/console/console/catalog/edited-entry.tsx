import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { Announcement } from "../../components/announcement.tsx";
import { text } from "../../texts/texts.ts";
import { DeleteEntry } from "./delete-entry.tsx";
import type { EntryKind } from "./entry-requests.ts";

/** What the form of an entry tells, and what stands below it. */
interface FormOfEntry {
  exists: true;
  onSending(): void;
  onSaved(): void;
  below(leave: () => void): ReactNode;
}

interface EditedEntryProps {
  kind: EntryKind;
  name: string;
  /** The page of the list, which is open once the entry is deleted. */
  list: string;
  children(form: FormOfEntry): ReactNode;
}

/** An entry of the catalog that exists: its form, and how to delete it. */
export function EditedEntry({ kind, name, list, children }: EditedEntryProps): ReactNode {
  const [saved, setSaved] = useState(false);
  const [, navigate] = useLocation();
  const deleted = (leave: () => void) => {
    leave();
    navigate(list);
  };
  return children({
    exists: true,
    onSending: () => setSaved(false),
    onSaved: () => setSaved(true),
    below: (leave) => (
      <>
        <Announcement>{saved ? text("entry.saved") : undefined}</Announcement>
        <DeleteEntry kind={kind} name={name} onDeleted={() => deleted(leave)} />
      </>
    ),
  });
}
