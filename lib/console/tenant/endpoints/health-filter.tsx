import type { ReactNode } from "react";
import { useSearchParams } from "wouter";
import { text } from "../../texts/texts.ts";

const HEALTHS = ["healthy", "slow", "failing", "recovering", "paused", "off"] as const;

/** A state of endpoints, or `off` for those that are switched off. */
export type HealthWanted = (typeof HEALTHS)[number];

/** The state that the list is filtered by. It is in the address (`?health=…`). */
export function useHealthFilter(): readonly [HealthWanted | undefined, (health: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const onHealth = (health: string) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      if (health === "") after.delete("health");
      else after.set("health", health);
      return after;
    });
  return [HEALTHS.find((one) => one === parameters.get("health")), onHealth];
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
