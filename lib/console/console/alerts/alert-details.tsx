import type { ReactNode } from "react";
import { Link } from "wouter";
import { DetailsDialog } from "../../components/details-dialog.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { endpointName } from "../../tenant/endpoint/endpoint-name.ts";
import { deliveryPath, endpointPath } from "../../tenant/paths.ts";
import { text } from "../../texts/texts.ts";
import { tenantPath } from "../console-paths.ts";
import { kindOf, whatHappened } from "./alert-kind.ts";
import type { ListedAlert } from "./alert-types.ts";

/** What an alert says: what, about which endpoint, why, what to do, and who was told. */
export function AlertDetails({ alert, onClose }: { alert: ListedAlert; onClose(): void }): ReactNode {
  const kind = kindOf(alert);
  const { tenantId, tenantName, at, toldAt } = alert;
  return (
    <DetailsDialog title={text(`alert.${kind}`)} onClose={onClose}>
      <Facts>
        <Fact name={text("alert.what")}>
          <Foreign>{whatHappened(alert)}</Foreign>
        </Fact>
        <Fact name={text("alert.does")}>{text(`alertDoes.${kind}`)}</Fact>
        <Fact name={text("alert.todo")}>{text(`alertTodo.${kind}`)}</Fact>
        <Fact name={text("alert.endpoint")}>
          <EndpointOf alert={alert} />
        </Fact>
        <Fact name={text("alert.tenant")}>
          <Link href={tenantPath(tenantId)}>
            <Foreign>{tenantName || tenantId}</Foreign>
          </Link>
        </Fact>
        <LatestFailure alert={alert} />
        <Fact name={text("alert.at")}>
          <Moment at={at} exact /> <span className="badge">{text(alert.open ? "alerts.open" : "alerts.over")}</span>
        </Fact>
        <Fact name={text("alert.machines")}>
          <ToldAt at={toldAt.machines} />
        </Fact>
        <Fact name={text("alert.people")}>
          <ToldAt at={toldAt.people} />
          <p className="small soft">{text("alert.toldNote")}</p>
        </Fact>
      </Facts>
    </DetailsDialog>
  );
}

/** A deleted endpoint has no page. */
function EndpointOf({ alert: { tenantId, subscriptionId, name, url } }: { alert: ListedAlert }): ReactNode {
  if (url === undefined) {
    return (
      <>
        <code>{subscriptionId}</code> <span className="soft">{text("alert.deleted")}</span>
      </>
    );
  }
  return (
    <Link href={tenantPath(tenantId, endpointPath(subscriptionId))}>
      <Foreign>{endpointName({ id: subscriptionId, name, url })}</Foreign>
    </Link>
  );
}

function LatestFailure({ alert }: { alert: ListedAlert }): ReactNode {
  if (alert.type === "subscription.failing") return <Fact name={text("alert.failure")}>{alert.failure}</Fact>;
  if (alert.type !== "delivery.exhausted") return null;
  const { deliveryId, type, failure } = alert.latest;
  return (
    <Fact name={text("alert.delivery")}>
      <Link href={tenantPath(alert.tenantId, deliveryPath(deliveryId))}>
        <Foreign>{type}</Foreign>
      </Link>{" "}
      <span className="soft">{failure}</span>
    </Fact>
  );
}

const ToldAt = ({ at }: { at: string | undefined }): ReactNode =>
  at ? <Moment at={at} exact /> : text("alert.notYet");
