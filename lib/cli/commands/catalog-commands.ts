import { callEntry, entryText } from "../catalog/entry-by-name.ts";
import { type Command, type CommandOptions, command, creating, paging } from "../command.ts";
import { nothingToChange } from "../errors.ts";
import { bodyOf, jsonOf } from "../input.ts";
import type { Io } from "../io.ts";
import { listing } from "../listing.ts";
import { indented } from "../output/json.ts";
import type { Column } from "../output/table.ts";

/** Event types or derived types. Both kinds have the same five commands. */
interface Kind {
  /** The word in routes and command names. */
  plural: "event-types" | "derived-types";
  noun: string;
  /** The noun with its article. */
  oneOf: string;
  /** A name for the examples. */
  sample: string;
  columns: Column[];
  fields: CommandOptions;
  examples: { create: [string, string][]; update: [string, string][] };
}

const name = { type: { help: "Name of the type" } } as const;
const description = { type: "string", help: "Description" } as const;

const eventTypes: Kind = {
  plural: "event-types",
  noun: "event type",
  oneOf: "an event type",
  sample: "invoice.paid",
  columns: [
    { title: "NAME", value: "name" },
    { title: "GROUP", value: "group" },
    { title: "ENFORCED", value: ({ enforce }) => (enforce ? "yes" : "") },
    { title: "DEPRECATED", value: ({ deprecated }) => (deprecated ? "yes" : "") },
    { title: "DESCRIPTION", value: "description", flexible: true },
  ],
  fields: {
    description,
    group: { type: "string", help: "Group of the type" },
    schema: { type: "string", help: "JSON Schema of the event data: text, @file, or -" },
    example: { type: "string", help: "JSON data for test sends: text, @file, or -" },
    enforce: { type: "boolean", help: "Reject events that don't match the schema" },
    deprecated: { type: "boolean", help: "Mark the type as deprecated" },
  },
  examples: {
    create: [
      [
        "event-types create invoice.paid --schema @invoice.json --enforce",
        "Create a type, and check incoming events against its schema",
      ],
    ],
    update: [["event-types update invoice.paid --deprecated", "Mark a type as deprecated"]],
  },
};

const derivedTypes: Kind = {
  plural: "derived-types",
  noun: "derived type",
  oneOf: "a derived type",
  sample: "order.large",
  columns: [
    { title: "NAME", value: "name" },
    { title: "FROM", value: "from" },
    { title: "WHEN", value: "when", flexible: true },
    { title: "DESCRIPTION", value: "description", flexible: true },
  ],
  fields: {
    description,
    from: { type: "string", help: "Event type that the type is derived from" },
    when: { type: "string", help: "Condition on the event, a CEL expression" },
  },
  examples: {
    create: [
      [
        "derived-types create order.large --from order.paid --when 'data.amount > 1000.0'",
        "Give large paid orders a type of their own",
      ],
    ],
    update: [["derived-types update order.large --when 'data.amount > 500.0'", "Change the condition"]],
  },
};

/** The options that take JSON. */
const JSON_FIELDS = ["schema", "example"];

async function fieldsOf(kind: Kind, args: Record<string, unknown>, io: Io): Promise<object> {
  const entries = Object.keys(kind.fields).map(async (field) => {
    const value = args[field];
    if (!JSON_FIELDS.includes(field) || typeof value !== "string") return [field, value];
    return [field, JSON.parse(await jsonOf(value, `--${field}`, io))];
  });
  return Object.fromEntries(await Promise.all(entries));
}

function commandsOf(kind: Kind): Command[] {
  const { plural, noun, oneOf, sample } = kind;
  const all = `/api/v1/${plural}`;
  const one = `${all}/{id}`;

  const list = command({
    name: `${plural} list`,
    summary: `List ${noun}s`,
    routes: [`GET ${all}`],
    options: paging,
    examples: [[`${plural} list --all`, `List all ${noun}s`]],
    run: (args, context) => listing(context, args, { owner: "either", route: `GET ${all}`, columns: kind.columns }),
  });

  const show = command({
    name: `${plural} show`,
    summary: `Show ${oneOf}`,
    routes: [`GET ${one}`, `GET ${all}`],
    positionals: name,
    examples: [[`${plural} show ${sample}`, `Show all fields of ${oneOf}`]],
    async run({ type: id }, context) {
      const text = await entryText(context.api("either"), all, id);
      context.print(context.json ? text : indented(text));
    },
  });

  const create = command({
    name: `${plural} create`,
    summary: `Create ${oneOf} (operator's key)`,
    routes: [`POST ${all}`],
    positionals: { type: { ...name.type, optional: true } },
    options: { ...kind.fields, ...creating },
    examples: kind.examples.create,
    async run(args: Record<string, unknown>, context) {
      const {
        type,
        data,
        "idempotency-key": key,
      } = args as { type?: string; data?: string; "idempotency-key"?: string };
      const body = await bodyOf(data, { name: type, ...(await fieldsOf(kind, args, context.io)) }, context.io);
      const answer = await context.api("admin")(`POST ${all}`, { body, headers: { "idempotency-key": key } });
      context.print(context.json ? answer.text : indented(answer.text));
    },
  });

  const update = command({
    name: `${plural} update`,
    summary: `Update ${oneOf} (operator's key)`,
    routes: [`PATCH ${one}`, `PATCH ${all}`],
    positionals: name,
    options: {
      ...kind.fields,
      clear: { type: "list", help: "Fields to clear, such as description" },
      data: creating.data,
    },
    examples: kind.examples.update,
    async run(args: Record<string, unknown>, context) {
      const { type, data, clear = [] } = args as { type: string; data?: string; clear?: string[] };
      const cleared = Object.fromEntries(clear.map((field) => [field, null]));
      const body = await bodyOf(data, { ...(await fieldsOf(kind, args, context.io)), ...cleared }, context.io);
      if (body === "{}") throw nothingToChange(`${plural} update`);
      const answer = await callEntry(context.api("admin"), "PATCH", all, type, body);
      context.print(context.json ? answer.text : indented(answer.text));
    },
  });

  const remove = command({
    name: `${plural} delete`,
    summary: `Delete ${oneOf} (operator's key)`,
    routes: [`DELETE ${one}`, `DELETE ${all}`],
    positionals: name,
    examples: [[`${plural} delete ${sample}`, `Delete ${oneOf}; the API still accepts its events`]],
    confirm: ({ type: id }) => `Delete the ${noun} ${id}?`,
    async run({ type: id }, context) {
      await callEntry(context.api("admin"), "DELETE", all, id);
      context.note(`Deleted ${id}.`);
    },
  });

  return [list, show, create, update, remove];
}

export const catalogCommands = [...commandsOf(eventTypes), ...commandsOf(derivedTypes)];
