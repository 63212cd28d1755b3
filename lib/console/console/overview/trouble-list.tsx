import type { ReactNode } from "react";
import { Link, useSearchParams } from "wouter";
import { failureGroupOf } from "../../../core/tally/failure-group.ts";
import { focusContent } from "../../components/focus-content.ts";
import { Foreign } from "../../components/foreign.tsx";
import { Section } from "../../components/section.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { tenantPath } from "../console-paths.ts";
import { groupText } from "./group-text.ts";
import { TroubleRow } from "./trouble-row.tsx";
import type { EndpointInTrouble, Overview } from "./use-overview.ts";

export const TROUBLE_ID = "trouble";

interface TroubleListProps {
  endpoints: Overview["endpoints"];
  /** The group of failures to narrow the list to, or empty. */
  cause: string;
}

/** The endpoints of all tenants that are in trouble, worst first. */
export function TroubleList({ endpoints: { data, complete }, cause }: TroubleListProps): ReactNode {
  const shown = cause === "" ? data : data.filter(({ failure }) => failure && failureGroupOf(failure) === cause);
  return (
    <div id={TROUBLE_ID}>
      <Section title={text("overview.trouble")} actions={cause !== "" && <Narrowed cause={cause} />}>
        {shown.length > 0 && (
          <ul className="list plain">
            {shown.map((endpoint) => (
              <li key={keyOf(endpoint)}>
                <TroubleRow endpoint={endpoint}>
                  <Foreign>{endpoint.tenantName || endpoint.tenantId}</Foreign>
                </TroubleRow>
                {endpoint.more !== undefined && <MoreOfTenant {...endpoint} count={endpoint.more} />}
              </li>
            ))}
          </ul>
        )}
        {shown.length === 0 && (data.length > 0 ? <NoneFailsSo /> : <NoneFound complete={complete} />)}
        {!complete && data.length > 0 && <p className="small soft">{text("overview.worst")}</p>}
      </Section>
    </div>
  );
}

const keyOf = ({ tenantId, subscriptionId }: EndpointInTrouble): string => `${tenantId}/${subscriptionId}`;

function Narrowed({ cause }: { cause: string }): ReactNode {
  const [parameters] = useSearchParams();
  const search = new URLSearchParams(parameters);
  search.delete("failure");
  return (
    <p className="small">
      {text("overview.filtered", { cause: groupText(cause) })}{" "}
      <Link href={`/?${search}`} onClick={focusContent}>
        {text("overview.clear")}
      </Link>
    </p>
  );
}

/** Leads to the tenant's endpoints in the same state. */
const MoreOfTenant = ({
  tenantId,
  state,
  count,
}: Pick<EndpointInTrouble, "tenantId" | "state"> & { count: number }) => (
  <p className="small trouble-more">
    <Link href={tenantPath(tenantId, `/endpoints?health=${state}`)}>{text("overview.more", { count })}</Link>
  </p>
);

const NoneFound = ({ complete }: { complete: boolean }): ReactNode =>
  complete ? <Calm /> : <Nothing title={text("overview.unknown")}>{text("overview.unknownText")}</Nothing>;

const Calm = (): ReactNode => <Nothing title={text("overview.calm")}>{text("overview.calmText")}</Nothing>;

const NoneFailsSo = (): ReactNode => (
  <Nothing title={text("overview.noneFails")}>{text("overview.noneFailsText")}</Nothing>
);
