import { isJson } from "../../../client/is-json.ts";
import type { TypeCheck } from "./use-type-check.ts";
import "../../../tenant/filter/filter.css";
import type { ReactNode } from "react";
import { JsonField } from "../../../components/editor/json-field.tsx";
import { CheckField } from "../../../components/form/check-field.tsx";
import { errorsAt } from "../../../components/form/field.tsx";
import { Opened } from "../../../components/opened.tsx";
import { SchemaFields } from "../../../tenant/catalog/schema/schema-fields.tsx";
import { rootNode } from "../../../tenant/catalog/schema/schema-node.ts";
import { text } from "../../../texts/texts.ts";
import type { TypeFields } from "../type-fields.ts";
import { RecentCheck } from "./recent-check.tsx";
import type { CheckedValue } from "./schema-messages.ts";
import { SchemaProblems } from "./schema-problems-list.tsx";
import type { SchemaCheckState } from "./use-schema-check.ts";

interface TypePartProps {
  fields: TypeFields;
  change(changes: Partial<TypeFields>): void;
  /** What the API answered. */
  error: unknown;
}

/** A type's schema and its example, with what is wrong with them. */
export function SchemaPart({ fields, change, error, check }: TypePartProps & { check: TypeCheck }): ReactNode {
  const { form, state } = check.check;
  return (
    <section className="card form">
      <h2>{text("schemaCheck.title")}</h2>
      <JsonField
        label={text("schemaCheck.schema")}
        help={text("schemaCheck.schemaHelp")}
        example={text("schemaCheck.schemaExample")}
        value={fields.schema}
        onChange={(schema) => change({ schema })}
        errors={form.length > 0 ? [] : errorsAt(error, "/schema")}
      />
      {form.length > 0 && (
        <div className="notice bad" role="alert">
          <p>{text("schemaCheck.notValid")}</p>
          <SchemaProblems problems={form} />
        </div>
      )}
      {state === "stopped" && <p className="notice bad">{text("schemaCheck.stopped")}</p>}
      <JsonField
        label={text("catalog.example")}
        help={text("schemaCheck.exampleHelp")}
        example="{}"
        value={fields.example}
        onChange={(example) => change({ example })}
        errors={errorsAt(error, "/example")}
      />
      <ExampleProblems check={check} form={check.check} />
      {isJson(fields.schema) && (
        <Opened title={text("schemaCheck.asSeen")}>
          {() => <SchemaFields node={rootNode(JSON.parse(fields.schema))} />}
        </Opened>
      )}
      <CheckField
        label={text("schemaCheck.enforce")}
        help={text("schemaCheck.enforceHelp")}
        value={fields.enforce}
        onChange={(enforce) => change({ enforce })}
        error={error}
        pointer="/enforce"
      />
    </section>
  );
}

function ExampleProblems({ check: { example, own }, form }: { check: TypeCheck; form: SchemaCheckState }): ReactNode {
  if (form.form.length > 0) return null;
  const unfit = own.flatMap((value, index) => (value.problems.length > 0 ? [{ value, index }] : []));
  return (
    <>
      {example && <Unfit title={text("schemaCheck.exampleUnfit")} value={example} />}
      {unfit.map(({ value, index }) => (
        <Unfit key={index} title={text("schemaCheck.ownUnfit", { number: index + 1 })} value={value} />
      ))}
    </>
  );
}

const Unfit = ({ title, value: { problems } }: { title: string; value: CheckedValue }): ReactNode =>
  problems.length > 0 && (
    <div className="notice bad" role="status">
      <p>{title}</p>
      <SchemaProblems problems={problems} />
    </div>
  );

/** Which recent events don't fit the schema. */
export const RecentPart = ({ check }: { check: TypeCheck }): ReactNode => (
  <section className="card form">
    <h2>{text("schemaCheck.recent")}</h2>
    <RecentCheck
      recent={check.recent}
      mayAsk={check.mayAsk}
      tenantId={check.tenantId}
      onTenant={check.setTenantId}
      check={check.check}
      results={check.results}
    />
  </section>
);
