import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { endpointPath } from "../paths.ts";
import { useTenant } from "../tenant-context.ts";
import type { WebhookEndpoint } from "./use-endpoint.ts";

/** What keeps an endpoint from getting events, and what to do about it. */
export function EndpointProblems({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const { can } = useTenant();
  const { id, active, disabledReason, filterProblem } = endpoint;
  return (
    <>
      {!active && (
        <div className="notice bad">
          <p>{text(`disabled.${disabledReason ?? "byHand"}`)}</p>
          {disabledReason === "failing" && can("test") && (
            <p>
              <Link href={endpointPath(id, "test")}>{text("disabled.test")}</Link>
            </p>
          )}
        </div>
      )}
      {filterProblem && (
        <div className="notice bad">
          <p>
            {text("filterProblem.text")} <Foreign>{filterProblem.reason}</Foreign>
          </p>
          {can("manage") && (
            <p>
              <Link href={endpointPath(id, "edit")}>{text("filterProblem.edit")}</Link>
            </p>
          )}
        </div>
      )}
    </>
  );
}
