import type { ApiObject } from "./api-object.ts";
import { type Paint, paintState } from "./colour.ts";
import { valueText } from "./text.ts";

/** Formats an API object, one field per line, with the API's names in the API's order. */
export function record(row: ApiObject, paint: Paint): string {
  const fields = Object.entries(row).flatMap(([name, value]) => fieldsOf(name, value));
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields.map(([name, text]) => line(name, text, width, paint)).join("\n");
}

/** A list of objects gets one line for each object. */
function fieldsOf(name: string, value: unknown): [string, string][] {
  if (Array.isArray(value) && value.length > 1 && value.every((item) => typeof item === "object")) {
    return value.map((item, i) => [i === 0 ? name : "", valueText(item)]);
  }
  const text = valueText(value);
  return text === "" ? [] : [[name, text]];
}

function line(name: string, text: string, width: number, paint: Paint): string {
  const shown = name === "state" || name === "step" ? paintState(paint, text) : text;
  return `${paint("dim", name.padEnd(width))}  ${shown}`;
}
