import type { ReactNode } from "react";
import { membersOf } from "../../client/members-of.ts";
import { ClearFilters } from "../../components/clear-filters.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { TypedFilter } from "../../components/typed-filter.tsx";
import { text } from "../../texts/texts.ts";
import type { AlertFilters } from "./alert-filters.ts";
import { ALERT_TYPES } from "./alert-types.ts";

interface AlertFilterBarProps {
  filters: AlertFilters;
  /** What the API said about them. */
  error: unknown;
  onChange(changed: Partial<AlertFilters>): void;
}

/** Filters alerts by whether they are open, and by what they are about. */
export const AlertFilterBar = ({ filters, error, onChange }: AlertFilterBarProps): ReactNode => (
  <div className="filter-bar">
    <ChoiceField
      label={text("alerts.show")}
      value={filters.show}
      choices={[
        ["", text("alerts.open")],
        ["past", text("alerts.past")],
        ["all", text("alerts.all")],
      ]}
      onChange={(show) => onChange({ show })}
    />
    <ChoiceField
      label={text("alerts.type")}
      value={filters.type}
      choices={[
        ["", text("alerts.anyType")],
        ...membersOf(ALERT_TYPES).map((type) => [type, text(ALERT_TYPES[type])] as const),
      ]}
      onChange={(type) => onChange({ type })}
    />
    <TypedFilter
      label={text("alerts.tenant")}
      value={filters.tenantId}
      errors={errorsAt(error, "/tenantId")}
      onChange={(tenantId) => onChange({ tenantId })}
    />
    <TypedFilter
      label={text("alerts.subscription")}
      value={filters.subscriptionId}
      errors={errorsAt(error, "/subscriptionId")}
      onChange={(subscriptionId) => onChange({ subscriptionId })}
    />
    <ClearFilters />
  </div>
);
