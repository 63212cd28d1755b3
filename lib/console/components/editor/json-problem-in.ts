import type { TextProblem } from "./text-editor.tsx";

/** Why a text isn't JSON, and where. Undefined if it is, or if it is empty. */
export function jsonProblemIn(value: string): TextProblem | undefined {
  if (value.trim() === "") return undefined;
  try {
    JSON.parse(value);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return { message, at: placeIn(message, value) };
  }
}

/** Whether a text is JSON, or empty. */
export const isJsonOrEmpty = (value: string): boolean => jsonProblemIn(value) === undefined;

/** Browsers name the place in the message: an offset, or a line and a column from 1. */
function placeIn(message: string, value: string): number | undefined {
  const offset = /at position (\d+)/.exec(message)?.[1];
  if (offset !== undefined) return Number(offset);
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  if (line === undefined || column === undefined) return undefined;
  const before = value.split("\n").slice(0, Number(line) - 1);
  return before.reduce((sum, text) => sum + text.length + 1, 0) + Number(column) - 1;
}
