import type { ReactNode } from "react";
import { CopiedValue } from "../../components/copied-value.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Moment } from "../../components/moment.tsx";
import { text } from "../../texts/texts.ts";
import type { ListedEvent } from "./event-row.tsx";

/** When an event happened, and its id. */
export const EventFacts = ({ event }: { event: ListedEvent }): ReactNode => {
  const { id, occurredAt, receivedAt, undecided, test, contentErasedAt } = event;
  return (
    <Facts>
      <Fact name={text("events.received")}>
        <Moment at={receivedAt} exact /> {test && <span className="badge">{text("delivery.test")}</span>}
      </Fact>
      <Fact name={text("events.occurred")}>
        <Moment at={occurredAt} exact />
      </Fact>
      <Fact name={text("events.undecided")}>{undecided && text("events.undecidedText", { count: undecided })}</Fact>
      <Fact name={text("events.erased")}>{contentErasedAt && <Moment at={contentErasedAt} />}</Fact>
      <Fact name={text("events.id")}>
        <CopiedValue value={id} what={text("events.copyId")} />
      </Fact>
    </Facts>
  );
};
