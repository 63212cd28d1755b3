import type { ReactNode } from "react";
import { spanText } from "../texts/duration.ts";
import { text } from "../texts/texts.ts";
import { Moment } from "./moment.tsx";
import { useNow } from "./use-now.ts";

const SECOND_MS = 1_000;

/** A moment to come, and how long it is until then. */
export function Countdown({ to }: { to: string }): ReactNode {
  const left = Math.ceil((Date.parse(to) - useNow()) / SECOND_MS) * SECOND_MS;
  return (
    <>
      <Moment at={to} />{" "}
      <span className="soft">{left > 0 ? text("countdown.in", { time: spanText(left) }) : text("countdown.now")}</span>
    </>
  );
}
