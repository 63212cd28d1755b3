import { endpointPath } from "../paths.ts";

/** The states of deliveries that can be sent again. */
export const REPLAYABLE_STATES = ["exhausted", "skipped", "held", "cancelled", "delivered"] as const;

export type ReplayableDeliveryState = (typeof REPLAYABLE_STATES)[number];

export const isReplayable = (state: string): state is ReplayableDeliveryState =>
  REPLAYABLE_STATES.some((known) => known === state);

/** Which deliveries to send again. States and types may be several, separated by commas. */
interface Wanted {
  since?: string;
  until?: string;
  state?: string;
  type?: string;
}

/** The address of the page that sends an endpoint's deliveries again, filled in. */
export function recoverPath(id: string, { since, until, state = "", type }: Wanted): string {
  const states = state.split(",").filter(isReplayable).join(",");
  const given = Object.entries({ since, until, states, types: type }).flatMap(([name, value]) =>
    value ? [[name, value] as [string, string]] : [],
  );
  const query = new URLSearchParams(given).toString();
  return endpointPath(id, "recover") + (query && `?${query}`);
}
