import { type Command, command, creating, type Options, paging } from "../command.ts";
import { usage } from "../errors.ts";
import { bodyOf, jsonOf } from "../input.ts";
import type { Io } from "../io.ts";
import { listing } from "../listing.ts";
import { indented } from "../output/json.ts";
import type { Column } from "../output/table.ts";

/** The two kinds of entries in the operator's catalog have the same five commands. */
interface Kind {
  /** As the routes and the commands have it. */
  plural: "event-types" | "derived-types";
  what: string;
  columns: Column[];
  fields: Options;
  examples: { create: [string, string][]; update: [string, string][] };
}

const name = { type: { does: "its name, such as invoice.paid" } } as const;
const description = { type: "string", does: "for people" } as const;

const eventTypes: Kind = {
  plural: "event-types",
  what: "event type",
  columns: [
    { title: "NAME", value: "name" },
    { title: "GROUP", value: "group" },
    { title: "ENFORCED", value: ({ enforce }) => (enforce ? "yes" : "") },
    { title: "DEPRECATED", value: ({ deprecated }) => (deprecated ? "yes" : "") },
    { title: "DESCRIPTION", value: "description", flexible: true },
  ],
  fields: {
    description,
    group: { type: "string", does: "what it belongs to" },
    schema: { type: "string", does: "a JSON Schema of its data: text, @file, or -" },
    example: { type: "string", does: "data for test sends, as JSON: text, @file, or -" },
    enforce: { type: "boolean", does: "refuse events that do not fit the schema" },
    deprecated: { type: "boolean", does: "not to be used any more" },
  },
  examples: {
    create: [["event-types create invoice.paid --schema @invoice.json --enforce", "checked when events come in"]],
    update: [["event-types update invoice.paid --deprecated", "no longer to be used"]],
  },
};

const derivedTypes: Kind = {
  plural: "derived-types",
  what: "derived type",
  columns: [
    { title: "NAME", value: "name" },
    { title: "FROM", value: "from" },
    { title: "WHEN", value: "when", flexible: true },
    { title: "DESCRIPTION", value: "description", flexible: true },
  ],
  fields: {
    description,
    from: { type: "string", does: "the type of the events" },
    when: { type: "string", does: "the CEL expression that they meet" },
  },
  examples: {
    create: [
      ["derived-types create order.large --from order.paid --when 'data.amount > 1000.0'", "a type on a condition"],
    ],
    update: [["derived-types update order.large --when 'data.amount > 500.0'", "another condition"]],
  },
};

/** Options whose value is JSON. */
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
  const { plural, what } = kind;
  const all = `/api/v1/${plural}`;
  const one = `${all}/{id}`;

  const list = command({
    name: `${plural} list`,
    does: `Lists ${what}s`,
    routes: [`GET ${all}`],
    options: paging,
    examples: [[`${plural} list --all`, "the whole catalog"]],
    run: (args, context) => listing(context, args, { who: "either", route: `GET ${all}`, columns: kind.columns }),
  });

  const show = command({
    name: `${plural} show`,
    does: `Shows ${what === "event type" ? "an event type" : "a derived type"}`,
    routes: [`GET ${one}`],
    positionals: name,
    examples: [[`${plural} show invoice.paid`, "with all that is known of it"]],
    async run({ type: id }, context) {
      const answer = await context.api("either")(`GET ${one}`, { params: { id } });
      context.print(context.json ? answer.text : indented(answer.text));
    },
  });

  const create = command({
    name: `${plural} create`,
    does: `Makes ${what === "event type" ? "an event type" : "a derived type"} (admin key)`,
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
    does: `Changes ${what === "event type" ? "an event type" : "a derived type"} (admin key)`,
    routes: [`PATCH ${one}`],
    positionals: name,
    options: {
      ...kind.fields,
      clear: { type: "list", does: "fields to clear, such as description" },
      data: creating.data,
    },
    examples: kind.examples.update,
    async run(args: Record<string, unknown>, context) {
      const { type, data, clear = [] } = args as { type: string; data?: string; clear?: string[] };
      const cleared = Object.fromEntries(clear.map((field) => [field, null]));
      const body = await bodyOf(data, { ...(await fieldsOf(kind, args, context.io)), ...cleared }, context.io);
      if (body === "{}") throw usage("nothing is to be changed", "--help lists what can be.");
      const answer = await context.api("admin")(`PATCH ${one}`, { params: { id: type }, body });
      context.print(context.json ? answer.text : indented(answer.text));
    },
  });

  const remove = command({
    name: `${plural} delete`,
    does: `Deletes ${what === "event type" ? "an event type" : "a derived type"} (admin key)`,
    routes: [`DELETE ${one}`],
    positionals: name,
    examples: [[`${plural} delete invoice.paid`, "events of it are still taken"]],
    async run({ type: id }, context) {
      await context.api("admin")(`DELETE ${one}`, { params: { id } });
      context.note(`${id} is deleted.`);
    },
  });

  return [list, show, create, update, remove];
}

export const catalogCommands = [...commandsOf(eventTypes), ...commandsOf(derivedTypes)];
