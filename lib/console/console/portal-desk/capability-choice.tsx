import type { ReactNode } from "react";
import { CheckField } from "../../components/form/check-field.tsx";
import { errorsAt, FieldErrors } from "../../components/form/field.tsx";
import type { TenantCapability } from "../../tenant/tenant-context.ts";
import { text } from "../../texts/texts.ts";
import { OFFERED } from "./link-fields.ts";

interface CapabilityChoiceProps {
  value: readonly TenantCapability[];
  onChange(value: readonly TenantCapability[]): void;
  error: unknown;
}

/** What a session may do. */
export const CapabilityChoice = ({ value, onChange, error }: CapabilityChoiceProps): ReactNode => (
  <fieldset className="choices">
    <legend>{text("portalLink.can")}</legend>
    {OFFERED.map((capability) => (
      <CheckField
        key={capability}
        label={text(`capability.${capability}`)}
        help={text(`capabilityHelp.${capability}`)}
        value={value.includes(capability)}
        onChange={(on) => onChange(on ? [...value, capability] : value.filter((one) => one !== capability))}
      />
    ))}
    <FieldErrors errors={errorsAt(error, "/capabilities")} />
  </fieldset>
);
