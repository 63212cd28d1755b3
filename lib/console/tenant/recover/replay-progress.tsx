import { type ReactNode, useId } from "react";
import { text } from "../../texts/texts.ts";
import type { WebhookReplay } from "./use-replays.ts";

const TONES = { running: "", paused: "warn", completed: "good", cancelled: "", failed: "bad" } as const;

export const ReplayBadge = ({ state }: Pick<WebhookReplay, "state">): ReactNode => (
  <span className={`badge ${TONES[state]}`}>{text(`replayState.${state}`)}</span>
);

/** A replay goes through its time from the beginning to the end. */
export function ReplayBar({ replay: { state, since, until, progress } }: { replay: WebhookReplay }): ReactNode {
  const id = useId();
  const { replayed, skipped, undecided = 0, scanned, reachedAt } = progress;
  const [from, to] = [Date.parse(since), Date.parse(until)];
  const reached = state === "completed" ? to : reachedAt ? Date.parse(reachedAt) : from;
  return (
    <>
      {state !== "completed" && state !== "cancelled" && (
        <progress aria-labelledby={id} value={reached - from} max={Math.max(to - from, 1)} />
      )}
      <p id={id} className="small">
        {text("replays.progress", { replayed, scanned })}
        {skipped > 0 && ` ${text("replays.skipped", { count: skipped })}`}
        {undecided > 0 && ` ${text("replays.undecided", { count: undecided })}`}
      </p>
    </>
  );
}
