import { type ReactNode, useId } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { ReplayActions } from "./replay-actions.tsx";
import type { WebhookReplay } from "./use-replays.ts";

const TONES = { running: "", paused: "warn", completed: "good", cancelled: "", failed: "bad" } as const;

/** A replay: what it sends again, how far it is, and what can be done with it. */
export function ReplayView({ replay }: { replay: WebhookReplay }): ReactNode {
  const { state, reason, since, until, states, types, filter } = replay;
  const what = [...states.map((one) => text(`deliveryState.${one}`)), ...(types ?? []), ...(filter ? [filter] : [])];
  return (
    <article className="replay">
      <div className="replay-head">
        <span className={`badge ${TONES[state]}`}>{text(`replayState.${state}`)}</span>
        <span>{text("replays.span", { since: momentText(since), until: momentText(until) })}</span>
      </div>
      <p className="small soft">
        <Foreign>{what.join(" · ")}</Foreign>
      </p>
      <Progress replay={replay} />
      {reason && (
        <p className="small">
          <Foreign>{reason}</Foreign>
        </p>
      )}
      <ReplayActions replay={replay} />
    </article>
  );
}

/** A replay goes through its time from the beginning to the end. */
function Progress({ replay: { state, since, until, progress } }: { replay: WebhookReplay }): ReactNode {
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
