import type { ReactNode } from "react";
import type { components } from "../../client/api.d.ts";
import { membersOf } from "../../client/members-of.ts";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { text } from "../../texts/texts.ts";

/** A state of endpoints, or `off` for those that are switched off. */
export type HealthWanted = components["schemas"]["EndpointState"] | "off";

const HEALTHS = membersOf<HealthWanted>({
  healthy: true,
  slow: true,
  failing: true,
  recovering: true,
  paused: true,
  off: true,
});

/** The state that the list is filtered by. It is in the address (`?health=…`). */
export function useHealthFilter(): readonly [HealthWanted | undefined, (health: string) => void] {
  const [{ health: wanted }, change] = useUrlFilters(["health"]);
  return [HEALTHS.find((one) => one === wanted), (health) => change({ health })];
}

/** The filter in the API's words. */
export function queryOf(health: HealthWanted | undefined): { health?: string; active?: "true" | "false" } {
  if (health === undefined) return {};
  return health === "off" ? { active: "false" } : { health, active: "true" };
}

/** Chooses the endpoints to show by their health. */
export const HealthFilter = ({
  value,
  onChange,
}: {
  value: HealthWanted | undefined;
  onChange(health: string): void;
}): ReactNode => (
  <select
    className="input"
    aria-label={text("endpoints.health.label")}
    value={value ?? ""}
    onChange={({ target }) => onChange(target.value)}
  >
    <option value="">{text("endpoints.health.all")}</option>
    {HEALTHS.map((health) => (
      <option key={health} value={health}>
        {health === "off" ? text("endpoint.off") : text(`health.${health}`)}
      </option>
    ))}
  </select>
);
