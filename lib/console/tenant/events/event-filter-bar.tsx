import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { answered } from "../../client/api-client.ts";
import { ClearFilters } from "../../components/clear-filters.tsx";
import { plainText } from "../../components/foreign.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { TimeFilter } from "../../components/time-filter.tsx";
import { TypedFilter } from "../../components/typed-filter.tsx";
import { text } from "../../texts/texts.ts";
import { DELIVERY_STATES } from "../delivery/delivery-types.ts";
import { endpointName } from "../endpoint/endpoint-name.ts";
import { useTenant } from "../tenant-context.ts";
import type { EventFilters } from "./event-filters.ts";
import { useTypeNames } from "./use-type-names.ts";

interface EventFilterBarProps {
  filters: EventFilters;
  /** What the API said about them. */
  error: unknown;
  onChange(changed: Partial<EventFilters>): void;
}

/** Filters events. The state is that of an endpoint's delivery, so it needs the endpoint. */
export const EventFilterBar = ({ filters, error, onChange }: EventFilterBarProps): ReactNode => (
  <div className="filter-bar">
    <TypedFilter
      label={text("deliveries.type")}
      value={filters.type}
      suggestions={useTypeNames()}
      errors={errorsAt(error, "/type")}
      onChange={(type) => onChange({ type })}
    />
    <EndpointFilter value={filters.endpoint} onChange={(endpoint) => onChange({ endpoint, state: "" })} />
    {filters.endpoint !== "" && (
      <ChoiceField
        label={text("deliveries.state")}
        value={filters.state}
        choices={[
          ["", text("deliveries.anyState")],
          ...DELIVERY_STATES.map((state) => [state, text(`deliveryState.${state}`)] as const),
        ]}
        onChange={(state) => onChange({ state })}
      />
    )}
    <TimeFilter
      filters={filters}
      errors={{ since: errorsAt(error, "/since"), until: errorsAt(error, "/until") }}
      onChange={onChange}
    />
    <ClearFilters />
  </div>
);

const MOST_OFFERED = 100;

/** Chooses one of the first endpoints. Another one may be in the address. */
function EndpointFilter({ value, onChange }: { value: string; onChange(id: string): void }): ReactNode {
  const { api } = useTenant();
  const { data } = useQuery({
    queryKey: ["endpoint-names"],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/subscriptions", { params: { query: { limit: MOST_OFFERED } }, signal })),
  });
  const known = data?.data.map((one) => [one.id, plainText(endpointName(one))] as const) ?? [];
  const other = value !== "" && !known.some(([id]) => id === value) ? [[value, plainText(value)] as const] : [];
  return (
    <ChoiceField
      label={text("events.endpoint")}
      value={value}
      choices={[["", text("events.anyEndpoint")], ...known, ...other]}
      onChange={onChange}
    />
  );
}
