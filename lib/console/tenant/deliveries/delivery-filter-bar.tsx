import type { ReactNode } from "react";
import { ClearFilters } from "../../components/clear-filters.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { TimeFilter } from "../../components/time-filter.tsx";
import { TypedFilter } from "../../components/typed-filter.tsx";
import { text } from "../../texts/texts.ts";
import { DELIVERY_STATES } from "../delivery/delivery-types.ts";
import { useTypeNames } from "../events/use-type-names.ts";
import { type DeliveryFilters, FAILURES } from "./delivery-filters.ts";

interface DeliveryFilterBarProps {
  filters: DeliveryFilters;
  /** What the API said about them. */
  error: unknown;
  onChange(changed: Partial<DeliveryFilters>): void;
}

/** Filters the deliveries of an endpoint. */
export const DeliveryFilterBar = ({ filters, error, onChange }: DeliveryFilterBarProps): ReactNode => (
  <div className="filter-bar">
    <ChoiceField
      label={text("deliveries.state")}
      value={filters.state}
      choices={[
        ["", text("deliveries.anyState")],
        ["pending,retrying,held", text("deliveries.waiting")],
        ...DELIVERY_STATES.map((state) => [state, text(`deliveryState.${state}`)] as const),
      ]}
      onChange={(state) => onChange({ state })}
    />
    <TypedFilter
      label={text("deliveries.failure")}
      value={filters.failure}
      suggestions={FAILURES}
      errors={errorsAt(error, "/failure")}
      onChange={(failure) => onChange({ failure })}
    />
    <TypedFilter
      label={text("deliveries.type")}
      value={filters.type}
      suggestions={useTypeNames()}
      errors={errorsAt(error, "/type")}
      onChange={(type) => onChange({ type })}
    />
    <TimeFilter
      filters={filters}
      errors={{ since: errorsAt(error, "/since"), until: errorsAt(error, "/until") }}
      onChange={onChange}
    />
    <ClearFilters />
  </div>
);
