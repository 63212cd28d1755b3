import type { Event } from "../core/model/event.ts";
import type { BodyTemplate } from "./definition.ts";
import type { PostValues } from "./post-values.ts";
import { concatenation, type Fillers, type FillTemplate, fillerOf, piecesOf } from "./text-template.ts";

/** The placeholders that a body's template can use. */
export interface BodyPlaceholders {
  /** Placeholders inside a string. A filler returns plain text, which is then escaped. */
  inString: Fillers<PostValues>;
  /** Placeholders that make up a whole string and replace it. A filler returns JSON text. */
  wholeValue: Fillers<PostValues>;
}

/** The placeholders for operators' own dialects. */
export const operatorPlaceholders: BodyPlaceholders = {
  inString: {
    id: ({ id }) => id,
    ulid: ({ event }) => event.ulid,
    evtId: ({ event }) => evtIdOf(event),
    type: ({ type }) => type,
    tenantId: ({ event }) => event.tenantId,
    occurredAt: ({ event }) => event.occurredAt,
  },
  wholeValue: {
    data: ({ event }) => event.data,
    occurredAtSeconds: ({ event }) => String(Math.floor(Date.parse(event.occurredAt) / 1000)),
  },
};

/** An id that begins with `evt_` as the producer gave it. For any other id, `evt_` and the event's ULID. */
const evtIdOf = ({ id, ulid }: Event): string => (/^evt_./.test(id) ? id : `evt_${ulid}`);

/** A compiled body template. */
export interface CompiledBody {
  /** Makes the JSON text of the body. */
  make: FillTemplate<PostValues>;
  /** Templates with equal forms make equal bodies for every event. */
  form: string;
}

/** Compiles a body's template. */
export function bodyTemplate(template: BodyTemplate, placeholders = operatorPlaceholders): CompiledBody {
  const parts = mergeTexts(partsOf(template, placeholders));
  return {
    make: concatenation(parts.map((part) => (typeof part === "string" ? () => part : part.fill))),
    form: JSON.stringify(parts.map((part) => (typeof part === "string" ? part : [part.name]))),
  };
}

/** Fixed text, or a placeholder. */
type Part = string | { name: string; fill: FillTemplate<PostValues> };

function partsOf(value: BodyTemplate, placeholders: BodyPlaceholders): Part[] {
  const nested = (member: BodyTemplate): Part[] => partsOf(member, placeholders);
  if (typeof value === "string") return stringParts(value, placeholders);
  if (Array.isArray(value)) return ["[", ...commaSeparated(value.map(nested)), "]"];
  if (typeof value !== "object" || value === null) return [JSON.stringify(value)];
  const members = Object.entries(value).map(([key, member]) => [`${JSON.stringify(key)}:`, ...nested(member)]);
  return ["{", ...commaSeparated(members), "}"];
}

function stringParts(text: string, { inString, wholeValue }: BodyPlaceholders): Part[] {
  const [before, name = "", after] = piecesOf(text);
  if (before === "" && after === "" && Object.hasOwn(wholeValue, name)) {
    return [{ name, fill: fillerOf(name, wholeValue) }];
  }
  const parts = piecesOf(text).map((piece, index): Part => {
    if (index % 2 === 0) return escaped(piece);
    const fill = fillerOf(piece, inString);
    return { name: piece, fill: (values) => escaped(fill(values)) };
  });
  return ['"', ...parts, '"'];
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

const commaSeparated = (lists: Part[][]): Part[] =>
  lists.flatMap((list, index) => (index === 0 ? list : [",", ...list]));

/** Merges adjacent fixed strings into one. */
function mergeTexts(parts: Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === "string" && typeof last === "string") result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}
