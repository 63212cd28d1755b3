import type { ReactNode } from "react";
import { text } from "../../texts/texts.ts";
import type { StateOfDelivery } from "./delivery-types.ts";

const TONES = {
  pending: "",
  retrying: "warn",
  held: "warn",
  delivered: "good",
  exhausted: "bad",
  skipped: "",
  cancelled: "",
} as const satisfies Record<StateOfDelivery, string>;

/** What has become of a delivery. */
export const StateBadge = ({ state }: { state: StateOfDelivery }): ReactNode => (
  <span className={`badge ${TONES[state]}`}>{text(`deliveryState.${state}`)}</span>
);
