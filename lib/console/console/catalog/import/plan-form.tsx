import { type ReactNode, useMemo, useState } from "react";
import { Link } from "wouter";
import { cutOff } from "../../../../core/catalog/document-messages.ts";
import { Announcement } from "../../../components/announcement.tsx";
import { plainText } from "../../../components/foreign.tsx";
import { ChoiceField } from "../../../components/form/choice-field.tsx";
import type { CatalogTypes } from "../../../tenant/catalog/use-catalog.ts";
import { text } from "../../../texts/texts.ts";
import { CATALOG } from "../catalog-paths.ts";
import { importPlan } from "./import-plan.ts";
import type { OpenApiAnswer } from "./openapi-messages.ts";
import { PlanList } from "./plan-list.tsx";
import { useImport } from "./use-import.ts";

interface PlanFormProps {
  answer: OpenApiAnswer;
  catalog: CatalogTypes;
  onProperty(property: string): void;
}

/** What an import would do with each type of a document, and the button that does it. */
export function PlanForm({ answer, catalog, onProperty }: PlanFormProps): ReactNode {
  const { progress, run } = useImport();
  const [excluded, setExcluded] = useState<ReadonlySet<string>>(new Set());
  // The plan stays on the page while the import changes the catalog.
  const [known] = useState(catalog);
  const plan = useMemo(() => importPlan(answer.types, known), [answer, known]);
  const wanted = plan.filter(({ name, change }) => change !== undefined && !excluded.has(name));
  const exclude = (name: string, isExcluded: boolean) =>
    setExcluded((before) => new Set(isExcluded ? [...before, name] : [...before].filter((one) => one !== name)));
  const isOver = !progress.running && progress.total > 0;
  return (
    <>
      <section className="card form">
        <ChoiceField
          label={text("import.data")}
          help={text("import.dataHelp")}
          value={answer.property}
          choices={[
            ["", text("import.wholeBody")],
            ...answer.properties.map(
              ({ name, count }) => [name, text("import.property", { name: plainText(cutOff(name)), count })] as const,
            ),
          ]}
          onChange={onProperty}
        />
      </section>
      <PlanList plan={plan} excluded={excluded} onExclude={exclude} progress={progress} />
      <div className="buttons">
        <button
          type="button"
          className="button main"
          disabled={wanted.length === 0 || progress.running || isOver}
          onClick={() => void run(wanted)}
        >
          {text("import.submit", { count: wanted.length })}
        </button>
        <Link href={CATALOG} className="button">
          {text(isOver ? "import.toCatalog" : "dialog.cancel")}
        </Link>
      </div>
      {progress.running && (
        <>
          <progress max={progress.total} value={progress.done.size + progress.failed.size} />
          <p className="small soft">
            {text("import.progress", { done: progress.done.size + progress.failed.size, total: progress.total })}
          </p>
        </>
      )}
      <Announcement>
        {isOver ? text("import.result", { done: progress.done.size, failed: progress.failed.size }) : undefined}
      </Announcement>
    </>
  );
}
