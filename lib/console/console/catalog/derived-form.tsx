import { type ReactNode, useState } from "react";
import { ActForm } from "../../components/form/act-form.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { useLeaveWarning } from "../../components/form/use-leave-warning.tsx";
import { TypedFilter } from "../../components/typed-filter.tsx";
import { text } from "../../texts/texts.ts";
import { DERIVED_TYPES } from "./catalog-paths.ts";
import { ConditionPart } from "./condition-part.tsx";
import { type DerivedFields, derivedBody } from "./derived-fields.ts";
import { EntryDescription, EntryName } from "./entry-fields.tsx";
import { sameAsSave, useSaveEntry } from "./entry-requests.ts";
import { useConsoleCatalog } from "./use-console-catalog.ts";

interface DerivedFormProps {
  first: DerivedFields;
  /** The type exists. */
  exists: boolean;
  onSending?(): void;
  /** @param leave to call before going to another page */
  onSaved(fields: DerivedFields, leave: () => void): void;
  /** What stands below the form. */
  below?(leave: () => void): ReactNode;
}

/** The fields that show the API's errors themselves. */
const SHOWN = ["/name", "/from", "/description", "/when"];

/** The fields of a derived type, and what its condition does to recent events. */
export function DerivedForm({ first, exists, onSending, onSaved, below }: DerivedFormProps): ReactNode {
  const { data: catalog } = useConsoleCatalog();
  const [before, setBefore] = useState(first);
  const [fields, setFields] = useState(first);
  const { question, leave } = useLeaveWarning(JSON.stringify(fields) !== JSON.stringify(before));
  const save = useSaveEntry("derived-types", () => {
    setBefore(fields);
    onSaved(fields, leave);
  });
  const { error } = save;
  const change = (changes: Partial<DerivedFields>) => setFields((now) => ({ ...now, ...changes }));
  const body = derivedBody(exists ? before : undefined, fields);
  const sent = { name: exists ? fields.name : undefined, body };
  const isUnchanged = exists && body === "{}";
  const submit = () => {
    if (isUnchanged) return onSaved(fields, leave);
    onSending?.();
    save.mutate(sent);
  };
  return (
    <>
      <ActForm
        error={error}
        shown={SHOWN}
        submit={text(exists ? "form.edit.submit" : "derived.create")}
        busy={save.isPending}
        idle={!exists && body === "{}"}
        onSubmit={submit}
        cancelHref={DERIVED_TYPES}
        sameAs={isUnchanged ? undefined : sameAsSave("derived-types", sent)}
      >
        <section className="card form">
          {!exists && <EntryName value={fields.name} onChange={(name) => change({ name })} error={error} />}
          <TypedFilter
            label={text("derived.fromLabel")}
            value={fields.from}
            suggestions={catalog?.types.filter(({ builtIn }) => !builtIn).map(({ name }) => name) ?? []}
            errors={errorsAt(error, "/from")}
            onChange={(from) => change({ from })}
          />
          <EntryDescription
            value={fields.description}
            onChange={(description) => change({ description })}
            error={error}
          />
        </section>
        <section className="card form">
          <h2>{text("catalog.condition")}</h2>
          <ConditionPart
            value={fields.when}
            onChange={(when) => change({ when })}
            from={fields.from}
            error={errorsAt(error, "/when")[0]}
          />
        </section>
      </ActForm>
      {question}
      {below?.(leave)}
    </>
  );
}
