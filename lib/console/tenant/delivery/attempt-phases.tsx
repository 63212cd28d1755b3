import type { ReactNode } from "react";
import { membersOf } from "../../client/members-of.ts";
import { spanText } from "../../texts/duration.ts";
import { text } from "../../texts/texts.ts";
import type { DeliveryAttempt } from "./delivery-types.ts";

type Timings = DeliveryAttempt["timings"];

const PHASES = membersOf<Exclude<keyof Timings, "total">>({ dns: true, connect: true, tls: true, firstByte: true });

/** How long each phase of a POST took: a bar, and the numbers. A phase that did not happen is left out. */
export function AttemptPhases({ timings }: { timings: Timings }): ReactNode {
  const phases = phasesOf(timings);
  return (
    <div className="phases">
      <div className="phase-bar" aria-hidden="true">
        {phases.map(({ name, ms }) => (
          <span key={name} className={`phase ${name}`} style={{ flexGrow: ms }} />
        ))}
      </div>
      <dl className="phase-times small">
        {phases.map(({ name, ms }) => (
          <div key={name}>
            <dt>
              <span className={`phase-key ${name}`} aria-hidden="true" />
              {text(`phase.${name}`)}
            </dt>
            <dd>{spanText(ms)}</dd>
          </div>
        ))}
        <div>
          <dt>{text("phase.total")}</dt>
          <dd>{spanText(timings.total)}</dd>
        </div>
      </dl>
    </div>
  );
}

/** The phases that happened, and the rest: for the most part, reading the answer. */
function phasesOf(timings: Timings) {
  const known = PHASES.flatMap((name) => {
    const ms = timings[name];
    return ms === undefined ? [] : [{ name, ms }];
  });
  const rest = timings.total - known.reduce((sum, { ms }) => sum + ms, 0);
  return rest >= 0.05 ? [...known, { name: "rest" as const, ms: rest }] : known;
}
