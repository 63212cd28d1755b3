import "./dead-letters.css";
import { type ReactNode, useState } from "react";
import { Announcement } from "../../components/announcement.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { PageList } from "../../components/page-list.tsx";
import type { SameAs } from "../../components/site.ts";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { DeadLetterTabs } from "./dead-letter-tabs.tsx";
import { RedriveEvents, type RedrivenEvents } from "./redrive-events.tsx";
import { RejectedEventRow } from "./rejected-event-row.tsx";
import { useRejectedEvents } from "./use-rejected-events.ts";

/** Events from the bus that Posthorn could not accept. */
export function RejectedEventsPage(): ReactNode {
  const { mayChange } = useConsole();
  const [asks, setAsks] = useState(false);
  const [redriven, setRedriven] = useState<RedrivenEvents>();
  const pages = useRejectedEvents(redriven !== undefined);
  const done = (sum: RedrivenEvents) => {
    setRedriven(sum);
    setAsks(false);
  };
  return (
    <PageFrame
      title={text("deadLetters.title")}
      documentTitle={text("deadLetters.bus")}
      sameAs={SAME_AS}
      actions={
        mayChange &&
        pages.items.length > 0 && (
          <button type="button" className="button main" onClick={() => setAsks(true)}>
            {text("rejected.redriveAll")}
          </button>
        )
      }
    >
      <DeadLetterTabs />
      <p className="soft prose">{text("rejected.text")}</p>
      <Announcement>{redriven && text("rejected.redriven", { ...redriven })}</Announcement>
      <PageList
        label={text("deadLetters.bus")}
        pages={pages}
        keyOf={({ id }) => id}
        row={(event) => <RejectedEventRow event={event} />}
        nothing={<Nothing title={text("rejected.none.title")}>{text("rejected.none.text")}</Nothing>}
      />
      {asks && <RedriveEvents onDone={done} onClose={() => setAsks(false)} />}
    </PageFrame>
  );
}

const SAME_AS: SameAs = {
  command: ["rejected-events", "list"],
  request: { method: "GET", path: "/api/v1/rejected-events" },
};
