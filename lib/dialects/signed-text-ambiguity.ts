import { piecesOf } from "./text-template.ts";

/** A character that a value never contains. An event's id has letters, digits, `_` and `-`; a timestamp has digits. */
const NEVER_IN: Readonly<Record<string, RegExp>> = { id: /[^A-Za-z0-9_-]/, timestamp: /[^0-9]/ };

/**
 * Finds a value of a signed text that isn't clearly delimited from the rest. Somebody who captured a POST could then
 * move characters between that value and its neighbour, and the signature would still match. The body can contain
 * anything, so each value needs, on the side of the body, a separator with a character that the value never contains.
 *
 * @returns the name of the placeholder; undefined if there is none
 */
export function undelimitedValue(signedText: string): string | undefined {
  const pieces = piecesOf(signedText);
  const bodyAt = pieces.findIndex((piece, at) => at % 2 === 1 && piece === "body");
  return pieces.find((piece, at) => {
    const never = at % 2 === 1 && Object.hasOwn(NEVER_IN, piece) ? NEVER_IN[piece] : undefined;
    const separator = pieces[at < bodyAt ? at + 1 : at - 1] ?? "";
    return never !== undefined && !never.test(separator);
  });
}
