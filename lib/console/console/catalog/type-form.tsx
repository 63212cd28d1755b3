import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ActForm } from "../../components/form/act-form.tsx";
import { showFirstError } from "../../components/form/show-first-error.ts";
import { useLeaveWarning } from "../../components/form/use-leave-warning.tsx";
import { text } from "../../texts/texts.ts";
import { CATALOG } from "./catalog-paths.ts";
import { type EntryChange, sameAsSave, useSaveEntry } from "./entry-requests.ts";
import { RecentPart, SchemaPart } from "./schema/schema-part.tsx";
import { useTypeCheck } from "./schema/use-type-check.ts";
import { TypeBasics } from "./type-basics.tsx";
import { type TypeFields, typeBody } from "./type-fields.ts";

interface TypeFormProps {
  first: TypeFields;
  /** The type exists. */
  exists: boolean;
  onSending?(): void;
  /** @param leave to call before going to another page */
  onSaved(fields: TypeFields, leave: () => void): void;
  /** What stands below the form. */
  below?(leave: () => void): ReactNode;
}

/** The fields that show the API's errors themselves. */
const SHOWN = ["/name", "/description", "/group", "/deprecated", "/schema", "/example", "/enforce"];

/** The fields of an event type, and what its schema does to recent events. */
export function TypeForm({ first, exists, onSending, onSaved, below }: TypeFormProps): ReactNode {
  const [before, setBefore] = useState(first);
  const [fields, setFields] = useState(first);
  const [asking, setAsking] = useState(false);
  const { question, leave } = useLeaveWarning(JSON.stringify(fields) !== JSON.stringify(before));
  const check = useTypeCheck(fields);
  const save = useSaveEntry("event-types", () => {
    setAsking(false);
    setBefore(fields);
    onSaved(fields, leave);
  });
  const body = typeBody(exists ? before : undefined, fields);
  const change = body === undefined ? undefined : { name: exists ? fields.name : undefined, body };
  const isUnchanged = exists && body === "{}";
  const part = {
    fields,
    change: (changes: Partial<TypeFields>) => setFields((now) => ({ ...now, ...changes })),
    error: save.error,
  };
  const send = (wanted: EntryChange) => {
    onSending?.();
    save.mutate(wanted, { onError: () => setAsking(false) });
  };
  const submit = (form: HTMLFormElement | null) => {
    if (isUnchanged) onSaved(fields, leave);
    else if (!change || check.check.form.length > 0) showFirstError(form);
    else if (fields.enforce && check.unfit > 0) setAsking(true);
    else send(change);
  };
  return (
    <>
      <ActForm
        error={save.error}
        shown={SHOWN}
        submit={text(exists ? "form.edit.submit" : "types.create")}
        busy={save.isPending}
        idle={!change}
        onSubmit={submit}
        cancelHref={CATALOG}
        sameAs={change && !isUnchanged ? sameAsSave("event-types", change) : undefined}
      >
        <TypeBasics {...part} exists={exists} />
        <SchemaPart {...part} check={check} />
        <RecentPart check={check} />
      </ActForm>
      {asking && change && (
        <ConfirmDialog
          title={text("schemaCheck.ask")}
          action={text("schemaCheck.saveAnyway")}
          dangerous
          busy={save.isPending}
          onConfirm={() => send(change)}
          onClose={() => setAsking(false)}
        >
          <p>{text("schemaCheck.askText", { unfit: check.unfit, count: check.results.length })}</p>
        </ConfirmDialog>
      )}
      {question}
      {below?.(leave)}
    </>
  );
}
