import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { RowText } from "../../components/row-text.tsx";
import { deliveryPath } from "../../tenant/paths.ts";
import { text } from "../../texts/texts.ts";
import { tenantPath } from "../console-paths.ts";
import type { ListedLetter } from "./use-dead-letters.ts";

/** A dead letter in the list. If it is about a delivery, it leads there. */
export function DeadLetterRow({ letter }: { letter: ListedLetter }): ReactNode {
  const { messageId, reason, deliveryId, tenantId, since, sentAgain = 0, nextSendAt } = letter;
  const isKnown = deliveryId !== undefined && tenantId !== undefined;
  return (
    <div className="row dead-letter-row">
      {isKnown ? (
        <Link href={tenantPath(tenantId, deliveryPath(deliveryId))} className="row-link">
          <LetterText name={`${tenantId} · ${deliveryId}`} since={since} />
        </Link>
      ) : (
        <LetterText name={text("deadLetters.message", { id: messageId })} since={since} />
      )}
      <span className="row-wide small soft dead-letter-next">
        <span>
          {reason === "unreadable" ? text("deadLetters.cannot") : text("deadLetters.sentAgain", { count: sentAgain })}
        </span>
        {nextSendAt && (
          <span>
            {text("deadLetters.next")} <Moment at={nextSendAt} />
          </span>
        )}
      </span>
      <span className="row-end">
        <span className="badge bad">{text(`deadLetterReason.${reason}`)}</span>
      </span>
    </div>
  );
}

const LetterText = ({ name, since }: { name: string; since: string }): ReactNode => (
  <RowText title={<Foreign>{name}</Foreign>}>
    {text("deadLetters.since")} <Moment at={since} />
  </RowText>
);
