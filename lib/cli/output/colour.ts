import { styleText } from "node:util";
import type { DeliveryState } from "../../core/model/delivery.ts";
import type { Io } from "../io.ts";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Styles a string when the terminal supports it. */
export type Paint = (style: Style, text: string) => string;

/** Uses no colours in files and pipes, or when NO_COLOR (https://no-color.org) is set. */
export function colourOf({ stdout, env }: Pick<Io, "stdout" | "env">): Paint {
  if (!stdout.isTTY || env.NO_COLOR) return (_style, text) => text;
  return (style, text) => (text === "" ? text : styleText(style, text, { validateStream: false }));
}

const DELIVERY_STATES: Record<DeliveryState, Style> = {
  pending: "cyan",
  retrying: "yellow",
  held: "yellow",
  delivered: "green",
  exhausted: "red",
  skipped: "yellow",
  cancelled: "dim",
};

export const deliveryStates = Object.keys(DELIVERY_STATES);

const STATES: Record<string, Style> = {
  ...DELIVERY_STATES,
  active: "green",
  inactive: "yellow",
  healthy: "green",
  slow: "yellow",
  failing: "red",
  recovering: "cyan",
  running: "cyan",
  paused: "yellow",
  completed: "green",
  failed: "red",
  matched: "green",
};

export function paintState(paint: Paint, state: string): string {
  const style = Object.hasOwn(STATES, state) ? STATES[state] : undefined;
  return style ? paint(style, state) : state;
}
