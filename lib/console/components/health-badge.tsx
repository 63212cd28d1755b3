import type { ReactNode } from "react";
import type { components } from "../client/api.d.ts";
import { text } from "../texts/texts.ts";

type Subscription = components["schemas"]["Subscription"];

const TONES = { healthy: "good", slow: "warn", failing: "bad", recovering: "warn", paused: "warn" } as const;

/** How an endpoint does, or that it gets nothing. */
export function HealthBadge({ active, pull, health }: Pick<Subscription, "active" | "pull" | "health">): ReactNode {
  if (!active) return <span className="badge">{text("endpoint.off")}</span>;
  if (pull || !health) return <span className="badge">{text("endpoint.pull")}</span>;
  return <span className={`badge ${TONES[health.state]}`}>{text(`health.${health.state}`)}</span>;
}
