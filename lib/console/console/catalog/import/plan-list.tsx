import { type ReactNode, useMemo } from "react";
import { Link } from "wouter";
import { cutOff, fewOf } from "../../../../core/catalog/document-messages.ts";
import { ApiProblem } from "../../../client/problem.ts";
import { failureText } from "../../../components/failure.tsx";
import { Foreign, plainText } from "../../../components/foreign.tsx";
import { VirtualList } from "../../../components/virtual-list.tsx";
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

/** What an import does with each type. Those that failed come first. */
export function PlanList({ plan, excluded, onExclude, progress }: PlanListProps): ReactNode {
  const { failed } = progress;
  const rows = useMemo(
    () => [...plan.filter(({ name }) => failed.has(name)), ...plan.filter(({ name }) => !failed.has(name))],
    [plan, failed],
  );
  return (
    <VirtualList
      label={text("import.plan")}
      items={rows}
      keyOf={({ name }) => name}
      row={(row) => (
        <div className="plan-row">
          <input
            type="checkbox"
            aria-label={text("import.include", { name: plainText(cutOff(row.name)) })}
            checked={row.change !== undefined && !excluded.has(row.name)}
            disabled={row.change === undefined || progress.running}
            onChange={({ target }) => onExclude(row.name, !target.checked)}
          />
          <PlanText row={row} progress={progress} />
          <PlanBadge row={row} progress={progress} />
        </div>
      )}
      fitted
    />
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
        <Foreign>{cutOff(row.name)}</Foreign>
      )}
    </span>
    {row.changed.length > 0 && (
      <span className="small soft">{text("import.changes", { fields: row.changed.join(", ") })}</span>
    )}
    <Remarks row={row} failure={failed.get(row.name)} />
  </div>
);

function Remarks({ row: { errors, warnings }, failure }: { row: PlannedType; failure: unknown }): ReactNode {
  const failures = failure === undefined ? [] : fewOf(failuresIn(failure));
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
