import type { ReactNode } from "react";
import { ChoiceFilter } from "../../components/choice-filter.tsx";
import { errorsAt } from "../../components/field.tsx";
import { TypedFilter } from "../../components/typed-filter.tsx";
import { type TextId, text } from "../../texts/texts.ts";
import type { AlertFilters } from "./alert-filters.ts";
import { ALERT_TYPES, type ListedAlert } from "./alert-types.ts";

interface AlertFilterBarProps {
  filters: AlertFilters;
  /** What the API said about them. */
  error: unknown;
  onChange(changed: Partial<AlertFilters>): void;
}

const TITLES = {
  "subscription.failing": "alertType.failing",
  "subscription.recovered": "alertType.recovered",
  "subscription.disable-scheduled": "alertType.disable-scheduled",
  "subscription.disabled": "alertType.disabled",
  "subscription.rate-limited": "alertType.rate-limited",
  "delivery.exhausted": "alertType.exhausted",
  "filter.too-slow": "alertType.too-slow",
} as const satisfies Record<ListedAlert["type"], TextId>;

/** Filters alerts by whether they are open, and by what they are about. */
export const AlertFilterBar = ({ filters, error, onChange }: AlertFilterBarProps): ReactNode => (
  <div className="filter-bar">
    <ChoiceFilter
      label={text("alerts.show")}
      value={filters.show}
      choices={[
        ["", text("alerts.open")],
        ["past", text("alerts.past")],
        ["all", text("alerts.all")],
      ]}
      onChange={(show) => onChange({ show })}
    />
    <ChoiceFilter
      label={text("alerts.type")}
      value={filters.type}
      choices={[["", text("alerts.anyType")], ...ALERT_TYPES.map((type) => [type, text(TITLES[type])] as const)]}
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
  </div>
);
