import type { ReactNode } from "react";
import { Link } from "wouter";
import { Countdown } from "../../../components/countdown.tsx";
import { Fact, Facts } from "../../../components/facts.tsx";
import { Foreign } from "../../../components/foreign.tsx";
import { HealthBadge } from "../../../components/health-badge.tsx";
import { Moment } from "../../../components/moment.tsx";
import { momentText, text } from "../../../texts/texts.ts";
import { failureAdvice } from "../../delivery/failure-advice.ts";
import { endpointPath } from "../../paths.ts";
import type { WebhookEndpoint } from "../use-endpoint.ts";
import type { HealthOfEndpoint } from "./use-health.ts";

/** Whether an endpoint works, and what happens next. */
export function HealthFacts({ endpoint, health }: { endpoint: WebhookEndpoint; health: HealthOfEndpoint }): ReactNode {
  const { state, since, why, failure, nextProbeAt, pausedUntil, disableAt } = health;
  return (
    <>
      {disableAt && <p className="notice bad">{text("health.disableAt", { at: momentText(disableAt) })}</p>}
      <Facts>
        <Fact name={text("delivery.state")}>
          <HealthBadge {...endpoint} health={{ state }} />{" "}
          {since && <span className="soft">{text("endpoint.healthSince", { since: momentText(since) })}</span>}
          <p className="soft">{text(`healthText.${endpoint.active ? state : "off"}`)}</p>
        </Fact>
        <Fact name={text("health.why")}>
          {why && (
            <>
              <Foreign>{why}</Foreign>
              {failure && <FailureLink id={endpoint.id} failure={failure} />}
            </>
          )}
        </Fact>
        <Fact name={text("attempt.todo")}>
          {failure && state !== "healthy" ? text(failureAdvice(failure)) : undefined}
        </Fact>
        <Fact name={text("health.nextProbe")}>{nextProbeAt && <Countdown to={nextProbeAt} />}</Fact>
        <Fact name={text("health.pausedUntil")}>{pausedUntil && <Countdown to={pausedUntil} />}</Fact>
        <Fact name={text("endpoint.lastAttempt")}>
          {endpoint.lastTriggeredAt ? <Moment at={endpoint.lastTriggeredAt} /> : text("endpoint.never")}
        </Fact>
      </Facts>
    </>
  );
}

/** The class of the latest failure. It leads to the deliveries that failed with it. */
const FailureLink = ({ id, failure }: { id: string; failure: string }): ReactNode => (
  <>
    {" · "}
    <Link href={`${endpointPath(id, "deliveries")}?${new URLSearchParams({ failure })}`}>
      <code>{failure}</code>
    </Link>
  </>
);
