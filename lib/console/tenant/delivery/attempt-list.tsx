import type { ReactNode } from "react";
import { Section } from "../../components/section.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { AttemptView } from "./attempt-view.tsx";
import type { DeliveryWithAttempts } from "./delivery-types.ts";

/** A delivery's attempts, newest first. */
export const AttemptList = ({ delivery: { id, attempts } }: { delivery: DeliveryWithAttempts }): ReactNode => (
  <Section title={text("delivery.attempts")}>
    {attempts.length === 0 ? (
      <Nothing title={text("delivery.noAttempts")}>{text("delivery.noAttemptsText")}</Nothing>
    ) : (
      <ol className="attempts" reversed>
        {attempts.toReversed().map((attempt) => (
          <li key={attempt.number}>
            <AttemptView attempt={attempt} deliveryId={id} />
          </li>
        ))}
      </ol>
    )}
  </Section>
);
