import type { ReactNode } from "react";
import { deliveryPath } from "../../tenant/paths.ts";
import { spanText } from "../../texts/duration.ts";
import { text } from "../../texts/texts.ts";
import { consolePath, tenantPath } from "../console-paths.ts";
import { Figure } from "./figure.tsx";
import { TROUBLE_ID } from "./trouble-list.tsx";
import { type Overview, useOpenAlerts } from "./use-overview.ts";

/** The numbers that tell whether all is well now. Each leads to what it counts, if there is a list of it. */
export function Figures({ overview, atMs }: { overview: Overview; atMs: number }): ReactNode {
  const { endpoints, deadLetters = 0 } = overview;
  const { data: alerts } = useOpenAlerts();
  const failing = endpoints.data.filter(({ state }) => state === "failing").length;
  return (
    <dl className="figures" aria-label={text("overview.figures")}>
      <Figure
        name={text("overview.alerts")}
        value={alerts && countText(alerts.count, alerts.complete)}
        href={consolePath("/alerts")}
        isBad={!!alerts && alerts.count > 0}
        isUnsure={!!alerts && isUnsure(alerts.count, alerts.complete)}
      >
        {text(alerts && isUnsure(alerts.count, alerts.complete) ? "overview.alertsPart" : "overview.alertsText")}
      </Figure>
      <Figure
        name={text("overview.trouble")}
        value={countText(endpoints.data.length, endpoints.complete)}
        anchor={TROUBLE_ID}
        isBad={failing > 0}
        isUnsure={isUnsure(endpoints.data.length, endpoints.complete)}
      >
        {text("overview.troubleText", { count: failing })}
      </Figure>
      <OldestWaiting overview={overview} atMs={atMs} />
      <InFlight overview={overview} />
      <Figure
        name={text("overview.deadLetters")}
        value={countText(deadLetters)}
        href={consolePath("/dead-letters")}
        isBad={deadLetters > 0}
      >
        {text("overview.deadLettersText")}
      </Figure>
    </dl>
  );
}

/** What became of deliveries in the range, besides what the charts show. */
export const RangeFigures = ({ totals }: Pick<Overview, "totals">): ReactNode => (
  <dl className="figures halves" aria-label={text("overview.activity")}>
    <Figure name={text("overview.held")} value={countText(totals.held)} anchor={TROUBLE_ID}>
      {text("overview.heldText")}
    </Figure>
    <Figure
      name={text("overview.exhausted")}
      value={countText(totals.exhausted)}
      href={`${consolePath("/alerts")}?show=all&type=delivery.exhausted`}
    >
      {text("overview.exhaustedText")}
    </Figure>
  </dl>
);

/** Nothing was found, and not all was looked at. */
const isUnsure = (count: number, complete: boolean): boolean => count === 0 && !complete;

const countText = (count: number, complete = true): string =>
  text(complete ? "app.number" : "overview.atLeast", { count });

function OldestWaiting({ overview: { oldestWaiting }, atMs }: { overview: Overview; atMs: number }): ReactNode {
  const { delivery, complete = true } = oldestWaiting ?? {};
  const name = text("overview.oldest");
  const note = text(complete ? "overview.oldestText" : "overview.oldestPart");
  if (!delivery) {
    return (
      <Figure name={name} value={text("overview.oldestNone")}>
        {note}
      </Figure>
    );
  }
  const { tenantId, deliveryId, createdAt } = delivery;
  return (
    <Figure
      name={name}
      value={spanText(Math.max(0, atMs - Date.parse(createdAt)))}
      href={tenantPath(tenantId, deliveryPath(deliveryId))}
    >
      {note}
    </Figure>
  );
}

/** Queues have no list of what is in them. */
function InFlight({ overview: { inFlight } }: { overview: Overview }): ReactNode {
  const { matching = 0, waiting = 0, sending = 0, retrying = 0 } = inFlight ?? {};
  const note = text("overview.inFlightText", { waiting, sending, retrying });
  return (
    <Figure name={text("overview.inFlight")} value={countText(waiting + sending + retrying)}>
      {matching > 0 ? `${note} · ${text("overview.matching", { count: matching })}` : note}
    </Figure>
  );
}
