import type { ReactNode } from "react";
import { Link } from "wouter";
import { CopiedValue } from "../../components/copied-value.tsx";
import { Countdown } from "../../components/countdown.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { text } from "../../texts/texts.ts";
import { NamedEndpoint } from "../endpoint/named-endpoint.tsx";
import { endpointPath, eventPath } from "../paths.ts";
import type { DeliveryWithAttempts } from "./delivery-types.ts";

/** What has become of a delivery, and what it belongs to. */
export function DeliveryFacts({ delivery }: { delivery: DeliveryWithAttempts }): ReactNode {
  const { id, heldFor, nextAttemptAt, eventId, subscriptionId, createdAt, updatedAt } = delivery;
  return (
    <Facts>
      <Fact name={text("delivery.heldFor")}>{heldFor && text(`heldFor.${heldFor}`)}</Fact>
      <Fact name={text("delivery.next")}>{nextAttemptAt && <Countdown to={nextAttemptAt} />}</Fact>
      <Fact name={text("delivery.run")}>{runText(delivery)}</Fact>
      <Fact name={text("delivery.event")}>
        <Link href={eventPath(eventId)}>
          <Foreign>{eventId}</Foreign>
        </Link>
      </Fact>
      <Fact name={text("delivery.endpoint")}>
        <Link href={endpointPath(subscriptionId)}>
          <NamedEndpoint id={subscriptionId} />
        </Link>
      </Fact>
      <Fact name={text("delivery.created")}>
        <Moment at={createdAt} exact />
      </Fact>
      <Fact name={text("delivery.updated")}>
        <Moment at={updatedAt} exact />
      </Fact>
      <Fact name={text("delivery.id")}>
        <CopiedValue value={id} what={text("delivery.copyId")} />
      </Fact>
    </Facts>
  );
}

/** Which run of attempts this is, and what began it. */
const runText = ({ run, trigger }: DeliveryWithAttempts): string | undefined =>
  trigger && text("delivery.runText", { number: run ?? 0, trigger: text(`trigger.${trigger}`) });
