import type { ReactNode } from "react";
import { errorsAt, Field } from "../../components/field.tsx";
import { plainText } from "../../components/foreign.tsx";
import { TextField } from "../../tenant/endpoint-form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import { useDialectNames } from "../forms/use-dialect-names.ts";
import type { TenantTexts } from "./tenant-requests.ts";

/** The fields that show the API's errors themselves. */
export const TENANT_POINTERS = ["/id", "/name", "/dialect", "/maxRetries"];

interface TenantFieldsProps {
  fields: TenantTexts;
  change(changes: Partial<TenantTexts>): void;
  error: unknown;
}

/** What a tenant is called, and the defaults of its endpoints. */
export function TenantFields({ fields, change, error }: TenantFieldsProps): ReactNode {
  return (
    <>
      <TextField
        label={text("tenant.name")}
        help={text("tenant.nameHelp")}
        value={fields.name}
        onChange={(name) => change({ name })}
        error={error}
        pointer="/name"
      />
      <DialectChoice value={fields.dialect} onChange={(dialect) => change({ dialect })} error={error} />
      <TextField
        label={text("tenant.retries")}
        help={text("tenant.retriesHelp")}
        type="number"
        value={fields.maxRetries}
        onChange={(maxRetries) => change({ maxRetries })}
        error={error}
        pointer="/maxRetries"
      />
    </>
  );
}

interface DialectChoiceProps {
  value: string;
  onChange(dialect: string): void;
  error: unknown;
}

function DialectChoice({ value, onChange, error }: DialectChoiceProps): ReactNode {
  const names = useDialectNames();
  const offered = value === "" || names.includes(value) ? names : [...names, value];
  return (
    <Field label={text("tenant.dialect")} help={text("tenant.dialectHelp")} errors={errorsAt(error, "/dialect")}>
      {(input) => (
        <select {...input} className="input" value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">{text("tenant.asStack")}</option>
          {offered.map((name) => (
            <option key={name} value={name}>
              {plainText(name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
