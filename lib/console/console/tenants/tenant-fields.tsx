import type { ReactNode } from "react";
import { plainText } from "../../components/foreign.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import { useDialectList } from "../dialects/use-dialect-list.ts";
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
  const { data = [] } = useDialectList();
  const names = data.map(({ name }) => name);
  const offered = value === "" || names.includes(value) ? names : [...names, value];
  return (
    <ChoiceField
      label={text("tenant.dialect")}
      help={text("tenant.dialectHelp")}
      value={value}
      choices={[["", text("tenant.asStack")], ...offered.map((name) => [name, plainText(name)] as const)]}
      errors={errorsAt(error, "/dialect")}
      onChange={onChange}
    />
  );
}
