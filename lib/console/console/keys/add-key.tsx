import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { membersOf } from "../../client/members-of.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { focusContent } from "../../components/focus-content.ts";
import { Focused } from "../../components/focused.tsx";
import { ActForm } from "../../components/form/act-form.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { TimeField } from "../../components/form/time-field.tsx";
import { text } from "../../texts/texts.ts";
import { type CreatedKey, type KeyDesk, type KeyRole, type KeyTexts, newKeyBody } from "./key-desk.ts";

const ROLES = membersOf<KeyRole>({ producer: true, read: true, manage: true });
const FIRST: KeyTexts = { name: "", role: "producer", expiresAt: "" };
const POINTERS = ["/name", "/role", "/expiresAt"];

/** Creates a key, and shows it this once. */
export function AddKey({ desk }: { desk: KeyDesk }): ReactNode {
  const queries = useQueryClient();
  const create = useMutation({
    // The key is kept only for as long as it is shown.
    gcTime: 0,
    mutationFn: desk.create,
    onSuccess: () => void queries.invalidateQueries({ queryKey: desk.name }),
  });
  const done = () => {
    create.reset();
    focusContent();
  };
  return create.data ? (
    <ShownKey created={create.data} onDone={done} />
  ) : (
    <KeyForm desk={desk} error={create.error} busy={create.isPending} onCreate={create.mutate} />
  );
}

interface KeyFormProps {
  desk: KeyDesk;
  error: unknown;
  busy: boolean;
  onCreate(body: ReturnType<typeof newKeyBody>): void;
}

function KeyForm({ desk, error, busy, onCreate }: KeyFormProps): ReactNode {
  const [fields, setFields] = useState(FIRST);
  const change = (changes: Partial<KeyTexts>) => setFields((before) => ({ ...before, ...changes }));
  const body = newKeyBody(fields);
  return (
    <ActForm
      error={error}
      shown={POINTERS}
      submit={text("keys.create")}
      busy={busy}
      onSubmit={() => onCreate(body)}
      sameAs={desk.sameAs.create(body)}
    >
      <div className="card form">
        <TextField
          label={text("keys.name")}
          help={text("keys.nameHelp")}
          value={fields.name}
          onChange={(name) => change({ name })}
          error={error}
          pointer="/name"
        />
        <ChoiceField
          label={text("keys.role")}
          help={text(`keyRoleHelp.${fields.role}`)}
          value={fields.role}
          choices={ROLES.map((role) => [role, text(`keyRole.${role}`)])}
          errors={errorsAt(error, "/role")}
          onChange={(role) => change({ role })}
        />
        <TimeField
          label={text("keys.expires")}
          help={text("keys.expiresHelp")}
          value={fields.expiresAt}
          errors={errorsAt(error, "/expiresAt")}
          onChange={(expiresAt) => change({ expiresAt })}
        />
      </div>
    </ActForm>
  );
}

/** The key itself. Posthorn keeps only a digest of it. */
const ShownKey = ({ created, onDone }: { created: CreatedKey; onDone(): void }): ReactNode => (
  <Focused className="card form" label={text("keys.createdKey")}>
    <p className="notice good" role="status">
      {text("keys.created")}
    </p>
    <CodeBlock label={text("keys.key")} code={created.key} />
    <div className="buttons">
      <button type="button" className="button" onClick={onDone}>
        {text("keys.done")}
      </button>
    </div>
  </Focused>
);
