import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "wouter";
import { text } from "../../../texts/texts.ts";
import { eventPath } from "../../paths.ts";
import type { SentEventAnswer } from "./use-send-event.ts";

/** What became of an event that was sent. It is in the page before it says anything: screen readers say what changes. */
export function SentEvent({ accepted }: { accepted: SentEventAnswer | undefined }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  // The form is longer than a small screen.
  useEffect(() => {
    if (accepted) place.current?.scrollIntoView({ block: "nearest" });
  }, [accepted]);
  return (
    <div role="status" ref={place}>
      {accepted && (
        <p className="notice good">
          {accepted.duplicate
            ? text("sendEvent.duplicate")
            : text("sendEvent.accepted", { count: accepted.deliveries ?? 0 })}{" "}
          <Link href={eventPath(accepted.id)}>{text("sendEvent.show")}</Link>
        </p>
      )}
    </div>
  );
}
