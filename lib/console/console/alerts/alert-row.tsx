import type { ReactNode } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { RowText } from "../../components/row-text.tsx";
import { endpointName } from "../../tenant/endpoint/endpoint-name.ts";
import { text } from "../../texts/texts.ts";
import { kindOf, whatHappened } from "./alert-kind.ts";
import type { ListedAlert } from "./alert-types.ts";

/** An alert in a list. It opens all that the alert says. */
export function AlertRow({ alert, onOpen }: { alert: ListedAlert; onOpen(): void }): ReactNode {
  const { at, tenantId, tenantName, name, url, subscriptionId, open } = alert;
  return (
    <button type="button" className="row alert-row" aria-haspopup="dialog" onClick={onOpen}>
      <RowText title={text(`alert.${kindOf(alert)}`)}>
        <Foreign>{endpointName({ id: subscriptionId, name, url })}</Foreign> ·{" "}
        <Foreign>{tenantName || tenantId}</Foreign>
      </RowText>
      <span className="row-wide small soft alert-what">
        <Foreign>{whatHappened(alert)}</Foreign>
      </span>
      <span className="row-wide small soft">
        <Moment at={at} />
      </span>
      <span className="row-end">
        <span className={`badge ${open ? "bad" : ""}`}>{text(open ? "alerts.open" : "alerts.over")}</span>
      </span>
    </button>
  );
}
