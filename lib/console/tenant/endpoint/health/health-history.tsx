import type { ReactNode } from "react";
import { Foreign } from "../../../components/foreign.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Opened } from "../../../components/opened.tsx";
import { text } from "../../../texts/texts.ts";
import type { HealthOfEndpoint } from "./use-health.ts";

/** The latest changes of an endpoint's health, newest first. */
export function HealthHistory({ transitions }: Pick<HealthOfEndpoint, "transitions">): ReactNode {
  if (transitions.length === 0) return null;
  return (
    <Opened title={text("health.history")}>
      {() => (
        <ol className="history">
          {transitions.toReversed().map(({ at, to, why }) => (
            <li key={`${at} ${to}`}>
              <span className="small soft">
                <Moment at={at} />
              </span>
              <span>{text(`health.${to}`)}</span>
              <span className="soft">
                <Foreign>{why}</Foreign>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Opened>
  );
}
