import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { ApiProblem } from "../../../client/problem.ts";
import { failureText } from "../../../components/failure.tsx";
import { Foreign, plainText } from "../../../components/foreign.tsx";
import { text } from "../../../texts/texts.ts";
import { typePath } from "../catalog-paths.ts";
import type { PlannedType } from "./import-plan.ts";
import type { ImportProgress } from "./use-import.ts";

interface PlanListProps {
  plan: readonly PlannedType[];
  /** The names of the types that aren't imported. */
  excluded: ReadonlySet<string>;
  onExclude(name: string, excluded: boolean): void;
  progress: ImportProgress;
}

/** So many types are shown at first. */
const MOST = 100;

/** What an import does with each type. Those that failed come first. */
export function PlanList({ plan, excluded, onExclude, progress }: PlanListProps): ReactNode {
  const [all, setAll] = useState(false);
  const { failed } = progress;
  const rows = [...plan.filter(({ name }) => failed.has(name)), ...plan.filter(({ name }) => !failed.has(name))];
  const shown = all ? rows : rows.slice(0, MOST);
  return (
    <>
      <ul className="plan card" aria-label={text("import.plan")}>
        {shown.map((row) => (
          <li key={row.name} className="plan-row">
            <input
              type="checkbox"
              aria-label={text("import.include", { name: plainText(row.name) })}
              checked={row.change !== undefined && !excluded.has(row.name)}
              disabled={row.change === undefined || progress.running}
              onChange={({ target }) => onExclude(row.name, !target.checked)}
            />
            <PlanText row={row} progress={progress} />
            <PlanBadge row={row} progress={progress} />
          </li>
        ))}
      </ul>
      {shown.length < rows.length && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          {text("import.all", { count: rows.length })}
        </button>
      )}
    </>
  );
}

interface PlanRowProps {
  row: PlannedType;
  progress: ImportProgress;
}

const PlanText = ({ row, progress: { done, failed } }: PlanRowProps): ReactNode => (
  <div className="plan-text">
    <span className="row-title">
      {done.has(row.name) ? (
        <Link href={typePath(row.name)}>
          <Foreign>{row.name}</Foreign>
        </Link>
      ) : (
        <Foreign>{row.name}</Foreign>
      )}
    </span>
    {row.changed.length > 0 && (
      <span className="small soft">{text("import.changes", { fields: row.changed.join(", ") })}</span>
    )}
    <Remarks row={row} failure={failed.get(row.name)} />
  </div>
);

function Remarks({ row: { errors, warnings }, failure }: { row: PlannedType; failure: unknown }): ReactNode {
  const failures = failure === undefined ? [] : failuresIn(failure);
  return (
    <>
      {[...errors, ...failures].map((message) => (
        <span key={message} className="small field-error">
          <Foreign>{message}</Foreign>
        </span>
      ))}
      {warnings.map((message) => (
        <span key={message} className="small soft">
          <Foreign>{message}</Foreign>
        </span>
      ))}
    </>
  );
}

const failuresIn = (failure: unknown): string[] =>
  failure instanceof ApiProblem && failure.fields.length > 0
    ? failure.fields.map(({ path, message }) => `${path} ${message}`)
    : [failureText(failure)];

function PlanBadge({ row: { name, act }, progress: { done, failed } }: PlanRowProps): ReactNode {
  if (failed.has(name)) return <span className="badge bad">{text("import.failed")}</span>;
  if (done.has(name)) return <span className="badge good">{text("import.done")}</span>;
  return (
    <span className={`badge ${act === "none" ? "bad" : act === "keep" ? "" : "good"}`}>
      {text(`import.act.${act}`)}
    </span>
  );
}
