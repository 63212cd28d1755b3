import type { ReactNode } from "react";
import type { components } from "../../client/api.d.ts";
import { Foreign } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";

/** Why an event did or did not give an endpoint a delivery. */
export type EventExplanation = components["schemas"]["Explanation"];

/** The reason in words, and what to know about it. */
export const ExplanationText = ({ explanation }: { explanation: EventExplanation }): ReactNode => (
  <>
    <p>
      <Foreign>{explanation.reason}</Foreign>
    </p>
    {explanation.changedSince && <p className="small soft">{text("explanation.changedSince")}</p>}
    {!explanation.recorded && <p className="small soft">{text("explanation.today")}</p>}
  </>
);
