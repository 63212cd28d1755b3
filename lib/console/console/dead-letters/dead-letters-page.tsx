import "./dead-letters.css";
import { type ReactNode, useState } from "react";
import { Announcement } from "../../components/announcement.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { PageList } from "../../components/page-list.tsx";
import type { SameAs } from "../../components/site.ts";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { DeadLetterRow } from "./dead-letter-row.tsx";
import { DeadLetterTabs } from "./dead-letter-tabs.tsx";
import { RedriveLetters, type RequestedRedrive } from "./redrive-letters.tsx";
import { useDeadLetters } from "./use-dead-letters.ts";

/** Deliveries that are stuck because of failures inside Posthorn. */
export function DeadLettersPage(): ReactNode {
  const { mayChange } = useConsole();
  const [asks, setAsks] = useState(false);
  const [redrive, setRedrive] = useState<RequestedRedrive>();
  const pages = useDeadLetters(redrive !== undefined);
  const done = (requested: RequestedRedrive) => {
    setRedrive(requested);
    setAsks(false);
  };
  return (
    <PageFrame
      title={text("deadLetters.title")}
      sameAs={SAME_AS}
      actions={
        mayChange &&
        pages.items.length > 0 && (
          <button type="button" className="button main" onClick={() => setAsks(true)}>
            {text("deadLetters.redrive")}
          </button>
        )
      }
    >
      <DeadLetterTabs />
      <p className="soft prose">{text("deadLetters.text")}</p>
      <Announcement>{redrive && doneText(redrive)}</Announcement>
      <PageList
        label={text("deadLetters.deliveries")}
        pages={pages}
        keyOf={({ messageId }) => messageId}
        row={(letter) => <DeadLetterRow letter={letter} />}
        nothing={<Nothing title={text("deadLetters.none.title")}>{text("deadLetters.none.text")}</Nothing>}
      />
      {asks && <RedriveLetters onDone={done} onClose={() => setAsks(false)} />}
    </PageFrame>
  );
}

const SAME_AS: SameAs = { command: ["dead-letters", "list"], request: { method: "GET", path: "/api/v1/dead-letters" } };

const doneText = ({ count, unreadable, withinSeconds }: RequestedRedrive): string =>
  text("deadLetters.redriven", { count, unreadable, minutes: Math.ceil(withinSeconds / 60) });
