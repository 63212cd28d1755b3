import { type ReactNode, useState } from "react";
import { Foreign } from "../../../components/foreign.tsx";
import { text } from "../../../texts/texts.ts";
import { otherMembers, type SchemaFacts, schemaFacts } from "./schema-facts.ts";
import type { SchemaNode } from "./schema-node.ts";

/** So many fields are shown at first. */
const MOST = 100;

/** What data may have, field by field. Fields inside of fields are shown when somebody opens them. */
export function SchemaFields({ node }: { node: SchemaNode }): ReactNode {
  const { members } = schemaFacts(node);
  const [all, setAll] = useState(false);
  const shown = all ? members : members.slice(0, MOST);
  return (
    <div className="schema">
      {shown.map((member) => (
        <SchemaField key={member.name} name={member.name} node={member.node} required={member.required} />
      ))}
      {shown.length < members.length && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          {text("schema.all", { count: members.length })}
        </button>
      )}
      {namelessIn(node).map(({ key, ...nameless }) => (
        <SchemaField key={key} {...nameless} />
      ))}
    </div>
  );
}

/** What a schema describes without a name: elements, other members, alternatives. */
function namelessIn(node: SchemaNode): { key: string; label: string; node: SchemaNode }[] {
  const { elements, alternatives } = schemaFacts(node);
  const others = otherMembers(node);
  const count = alternatives.length;
  return [
    ...(others ? [{ key: "others", label: text("schema.others"), node: others }] : []),
    ...elements.map((element, at) => ({ key: `element ${at}`, label: text("schema.element"), node: element })),
    ...alternatives.map((alternative, at) => ({
      key: `alternative ${at}`,
      label: text("schema.alternative", { number: at + 1, count }),
      node: alternative,
    })),
  ];
}

interface SchemaFieldProps {
  /** A field's name, or a label of ours for what has no name. */
  name?: string;
  label?: string;
  node: SchemaNode;
  required?: boolean;
}

function SchemaField(props: SchemaFieldProps): ReactNode {
  const facts = schemaFacts(props.node);
  const [open, setOpen] = useState(false);
  const isOpenable = facts.members.length + namelessIn(props.node).length > 0;
  if (!isOpenable) {
    return (
      <div className="schema-field">
        <FieldHead {...props} facts={facts} />
        <FieldText facts={facts} />
      </div>
    );
  }
  return (
    <details className="schema-field" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <FieldHead {...props} facts={facts} />
        <FieldText facts={facts} />
      </summary>
      {open && <SchemaFields node={props.node} />}
    </details>
  );
}

const FieldHead = ({ name, label, required, facts }: SchemaFieldProps & { facts: SchemaFacts }): ReactNode => (
  <span className="schema-head">
    {name === undefined ? (
      <span>{label}</span>
    ) : (
      <code className="schema-name">
        <Foreign>{name}</Foreign>
      </code>
    )}
    <span className="small soft">{facts.type || text("schema.anything")}</span>
    {required && <span className="badge">{text("schema.required")}</span>}
    {facts.deprecated && <span className="badge warn">{text("schema.deprecated")}</span>}
  </span>
);

/** So many of the values that a field may have are shown. */
const MOST_VALUES = 20;

const FieldText = ({ facts: { description, values, limits } }: { facts: SchemaFacts }): ReactNode => (
  <>
    {description && (
      <span className="schema-text small">
        <Foreign>{description.slice(0, MOST_CHARACTERS)}</Foreign>
      </span>
    )}
    {values.length > 0 && (
      <span className="schema-text small soft">
        {text("schema.values")}{" "}
        {values.slice(0, MOST_VALUES).map((value) => (
          <code key={value} className="schema-value">
            <Foreign>{value.slice(0, MOST_CHARACTERS)}</Foreign>
          </code>
        ))}
        {values.length > MOST_VALUES && text("schema.moreValues", { count: values.length - MOST_VALUES })}
      </span>
    )}
    {limits.length > 0 && (
      <span className="schema-text small soft">
        {limits.map((limit) => (
          <code key={limit} className="schema-value">
            <Foreign>{limit.slice(0, MOST_CHARACTERS)}</Foreign>
          </code>
        ))}
      </span>
    )}
  </>
);

const MOST_CHARACTERS = 1_000;
