import type { ReactNode } from "react";
import { indentedJson } from "../../client/indented-json.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { SchemaFields } from "./schema/schema-fields.tsx";
import { rootNode } from "./schema/schema-node.ts";
import type { CatalogType, DerivedCatalogType } from "./use-catalog.ts";

export const TypeDescription = ({ type }: { type: { description?: string } | undefined }): ReactNode =>
  type?.description && (
    <p className="type-description">
      <Foreign>{type.description}</Foreign>
    </p>
  );

/** The fields of a type's data, and an example. */
export const TypeData = ({ type }: { type: CatalogType | undefined }): ReactNode => (
  <>
    <Section title={text("catalog.fields")}>
      {type?.schema === undefined ? (
        <p className="soft">{text("catalog.noSchema")}</p>
      ) : (
        <div className="card schema-card">
          <SchemaFields node={rootNode(type.schema)} />
        </div>
      )}
    </Section>
    {type?.exampleText !== undefined && (
      <Section title={text("catalog.example")}>
        <CodeBlock label={text("catalog.exampleData")} code={indentedJson(type.exampleText)} />
      </Section>
    )}
  </>
);

/** Which events of another type have a derived type. */
export const TypeCondition = ({ type: { from, when } }: { type: DerivedCatalogType }): ReactNode => (
  <>
    <p className="soft">{text("catalog.conditionText", { from })}</p>
    <CodeBlock label={text("catalog.condition")} code={when} />
  </>
);
