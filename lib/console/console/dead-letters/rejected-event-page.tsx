import { focusContent } from "../../components/focus-content.ts";
import "./dead-letters.css";
import { type ReactNode, useEffect, useState } from "react";
import { Link } from "wouter";
import { isNotFound } from "../../client/problem.ts";
import { Announcement } from "../../components/announcement.tsx";
import { Failure } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { Loading, Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { RejectedEventActions } from "./rejected-event-actions.tsx";
import { RejectedEventParts } from "./rejected-event-parts.tsx";
import { useRejectedEvent } from "./use-rejected-events.ts";

/** One rejected event: why it was rejected, its text, and what can be done with it. */
export function RejectedEventPage({ id }: { id: string }): ReactNode {
  const [done, setDone] = useState<"queued" | "discarded">();
  const { data, error, refetch } = useRejectedEvent(id, done === "queued");
  // The button that had the focus is gone.
  useEffect(() => {
    if (done === "discarded") focusContent();
  }, [done]);
  const isGone = done === "discarded" || isNotFound(error);
  const title = data?.type ?? text("rejected.one");
  return (
    <PageFrame
      title={<Foreign>{title}</Foreign>}
      documentTitle={`${plainText(title)} · ${text("rejected.one")}`}
      summary={<Link href="/dead-letters/bus">{text("deadLetters.bus")}</Link>}
      actions={!isGone && data && <RejectedEventActions event={data} onDone={setDone} />}
      sameAs={{
        command: ["rejected-events", "show", id],
        request: { method: "GET", path: `/api/v1/rejected-events/${encodeURIComponent(id)}` },
      }}
    >
      <Announcement>{doneText(done, isGone)}</Announcement>
      {isGone && !done && <Nothing title={text("rejected.gone.title")}>{text("rejected.gone.text")}</Nothing>}
      {!isGone && data && <RejectedEventParts event={data} />}
      {!isGone && error && !data && <Failure error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
    </PageFrame>
  );
}

function doneText(done: "queued" | "discarded" | undefined, isGone: boolean): string | undefined {
  if (done === "discarded") return text("rejected.discarded");
  if (done === undefined) return undefined;
  return text(isGone ? "rejected.accepted" : "rejected.queued");
}
