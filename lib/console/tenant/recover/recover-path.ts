import type { components } from "../../client/api.d.ts";
import { membersOf } from "../../client/members-of.ts";
import { endpointPath } from "../paths.ts";

export type ReplayableDeliveryState = NonNullable<components["schemas"]["ReplayFields"]["states"]>[number];

/** The states of deliveries that can be sent again. */
export const REPLAYABLE_STATES = membersOf<ReplayableDeliveryState>({
  exhausted: true,
  skipped: true,
  held: true,
  cancelled: true,
  delivered: true,
});

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
