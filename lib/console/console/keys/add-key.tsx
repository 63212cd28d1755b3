import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { errorsAt, Field } from "../../components/field.tsx";
import { focusContent } from "../../components/focus-content.ts";
import { Focused } from "../../components/focused.tsx";
import { TimeField } from "../../components/time-field.tsx";
import { TextField } from "../../tenant/endpoint-form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import { ActForm } from "../forms/act-form.tsx";
import { type CreatedKey, type KeyDesk, type KeyRole, type KeyTexts, newKeyBody } from "./key-desk.ts";

const ROLES: readonly KeyRole[] = ["producer", "read", "manage"];
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
        <RoleField value={fields.role} onChange={(role) => change({ role })} errors={errorsAt(error, "/role")} />
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

interface RoleFieldProps {
  value: KeyRole;
  onChange(role: KeyRole): void;
  errors: readonly string[];
}

const RoleField = ({ value, onChange, errors }: RoleFieldProps): ReactNode => (
  <Field label={text("keys.role")} help={text(`keyRoleHelp.${value}`)} errors={errors}>
    {(input) => (
      <select
        {...input}
        className="input"
        value={value}
        onChange={({ target }) => onChange(ROLES.find((role) => role === target.value) ?? value)}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {text(`keyRole.${role}`)}
          </option>
        ))}
      </select>
    )}
  </Field>
);

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
