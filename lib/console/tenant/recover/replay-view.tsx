import type { ReactNode } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { ReplayActions } from "./replay-actions.tsx";
import { ReplayBadge, ReplayBar } from "./replay-progress.tsx";
import type { WebhookReplay } from "./use-replays.ts";

/** A replay: what it sends again, how far it is, and what can be done with it. */
export function ReplayView({ replay }: { replay: WebhookReplay }): ReactNode {
  const { state, reason, since, until, states, types, filter } = replay;
  const what = [...states.map((one) => text(`deliveryState.${one}`)), ...(types ?? []), ...(filter ? [filter] : [])];
  return (
    <article className="replay">
      <div className="replay-head">
        <ReplayBadge state={state} />
        <span>{text("replays.span", { since: momentText(since), until: momentText(until) })}</span>
      </div>
      <p className="small soft">
        <Foreign>{what.join(" · ")}</Foreign>
      </p>
      <ReplayBar replay={replay} />
      {reason && (
        <p className="small">
          <Foreign>{reason}</Foreign>
        </p>
      )}
      <ReplayActions replay={replay} />
    </article>
  );
}
