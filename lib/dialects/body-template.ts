import type { Event } from "../core/model.ts";
import type { BodyTemplate } from "./definition.ts";
import { type Fillers, fillerOf, joined, piecesOf, type Template } from "./template.ts";
import { ulidOf } from "./ulid.ts";

/** What may stand within a string. */
const BODY_TEXTS: Fillers<Event> = {
  id: ({ id }) => id,
  ulid: ({ id, occurredAt, tenantId }) => ulidOf(id, occurredAt, tenantId),
  type: ({ type }) => type,
  tenantId: ({ tenantId }) => tenantId,
  occurredAt: ({ occurredAt }) => occurredAt,
};

/** What may stand for a whole value: JSON text, spliced in as it is. */
const BODY_VALUES: Fillers<Event> = {
  data: ({ data }) => data,
  occurredAtSeconds: ({ occurredAt }) => String(Math.floor(Date.parse(occurredAt) / 1000)),
};

/** A body's template, compiled. */
export interface CompiledBody {
  /** Makes the JSON text of an event. */
  make: Template<Event>;
  /** Two templates of the same form make the same text of every event, two of different forms of hardly any. */
  form: string;
}

/** Compiles a body's template. */
export function bodyTemplate(template: BodyTemplate): CompiledBody {
  const parts = merged(partsOf(template));
  return {
    make: joined(parts.map((part) => (typeof part === "string" ? () => part : part.fill))),
    form: JSON.stringify(parts.map((part) => (typeof part === "string" ? part : [part.name]))),
  };
}

/** Text that is always there, or what is filled in. */
type Part = string | { name: string; fill: Template<Event> };

function partsOf(value: BodyTemplate): Part[] {
  if (typeof value === "string") return stringParts(value);
  if (Array.isArray(value)) return ["[", ...separated(value.map(partsOf)), "]"];
  if (typeof value !== "object" || value === null) return [JSON.stringify(value)];
  const members = Object.entries(value).map(([key, member]) => [`${JSON.stringify(key)}:`, ...partsOf(member)]);
  return ["{", ...separated(members), "}"];
}

function stringParts(text: string): Part[] {
  const [before, name = "", after] = piecesOf(text);
  if (before === "" && after === "" && Object.hasOwn(BODY_VALUES, name))
    return [{ name, fill: fillerOf(name, BODY_VALUES) }];
  const parts = piecesOf(text).map((piece, index): Part => {
    if (index % 2 === 0) return escaped(piece);
    const fill = fillerOf(piece, BODY_TEXTS);
    return { name: piece, fill: (event) => escaped(fill(event)) };
  });
  return ['"', ...parts, '"'];
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

const separated = (lists: Part[][]): Part[] => lists.flatMap((list, index) => (index === 0 ? list : [",", ...list]));

/** Texts that follow each other become one. */
function merged(parts: Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === "string" && typeof last === "string") result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}
