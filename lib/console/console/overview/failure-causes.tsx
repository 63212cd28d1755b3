import type { ReactNode } from "react";
import { Link, useSearchParams } from "wouter";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { groupText } from "./group-text.ts";

interface FailureCausesProps {
  /** The number of failed attempts by group. */
  failed: Readonly<Record<string, number>>;
  chosen: string;
}

/** Why attempts failed, the most frequent cause first. Each cause leads to the endpoints in trouble that fail with it. */
export function FailureCauses({ failed, chosen }: FailureCausesProps): ReactNode {
  const causes = Object.entries(failed).toSorted(([, a], [, b]) => b - a);
  const most = causes[0]?.[1] ?? 1;
  return (
    <Section title={text("overview.failures")}>
      {causes.length === 0 ? (
        <p className="soft">{text("overview.noFailures")}</p>
      ) : (
        <>
          <p className="small soft">{text("overview.failureHelp")}</p>
          <ul className="causes card">
            {causes.map(([group, count]) => (
              <li key={group}>
                <CauseLink group={group} chosen={group === chosen} />
                <progress value={count} max={most} aria-hidden="true" />
                <span className="small soft">{text("overview.failureCount", { count })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function CauseLink({ group, chosen }: { group: string; chosen: boolean }): ReactNode {
  const [parameters] = useSearchParams();
  const search = new URLSearchParams(parameters);
  search.set("failure", group);
  return (
    <Link href={`/?${search}`} aria-current={chosen ? "true" : undefined}>
      {groupText(group)}
    </Link>
  );
}
