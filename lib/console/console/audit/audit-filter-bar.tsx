import type { ReactNode } from "react";
import { ClearFilters } from "../../components/clear-filters.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { TimeFilter } from "../../components/time-filter.tsx";
import { TypedFilter } from "../../components/typed-filter.tsx";
import { text } from "../../texts/texts.ts";
import type { AuditFilters } from "./audit-filters.ts";
import { ACTIONS, actionText } from "./audit-types.ts";
import { THING_TYPES } from "./thing-types.ts";

interface AuditFilterBarProps {
  filters: AuditFilters;
  /** What the API said about them. */
  error: unknown;
  onChange(changed: Partial<AuditFilters>): void;
}

/** Filters changes by who made them, what they were, what was changed, and when. */
export function AuditFilterBar({ filters, error, onChange }: AuditFilterBarProps): ReactNode {
  const typed = (name: "actor" | "resourceId" | "tenantId", label: string, help?: string) => (
    <TypedFilter
      label={label}
      help={help}
      value={filters[name]}
      errors={errorsAt(error, `/${name}`)}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <div className="filter-bar">
      {typed("actor", text("audit.actor"), text("audit.actorHelp"))}
      <ChoiceField
        label={text("audit.action")}
        value={filters.action}
        choices={[["", text("audit.anyAction")], ...choicesOf(filters.action)]}
        onChange={(action) => onChange({ action })}
      />
      <ChoiceField
        label={text("audit.resourceType")}
        value={filters.resourceType}
        choices={[
          ["", text("audit.anyType")],
          ...THING_TYPES.map((type) => [type, text(`auditThing.${type}`)] as const),
        ]}
        onChange={(resourceType) => onChange({ resourceType })}
      />
      {typed("resourceId", text("audit.resourceId"))}
      {typed("tenantId", text("audit.tenant"))}
      <TimeFilter
        filters={filters}
        errors={{ since: errorsAt(error, "/since"), until: errorsAt(error, "/until") }}
        onChange={onChange}
      />
      <ClearFilters />
    </div>
  );
}

/** The address may have an action that this page doesn't know. */
function choicesOf(chosen: string): (readonly [string, string])[] {
  const all = chosen === "" || ACTIONS.includes(chosen) ? ACTIONS : [chosen, ...ACTIONS];
  return all.map((action) => [action, actionText(action)] as const).toSorted(([, a], [, b]) => a.localeCompare(b));
}
