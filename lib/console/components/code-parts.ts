/** A part ends with the line that reaches this length. */
const PART_CHARACTERS = 4_096;

/** A longer line is cut. It doesn't fit into a window, so it is wrapped anyway. */
const LONGEST_PART = 8_192;

/** Cuts a long text into parts, where lines end if they do. */
export function codeParts(code: string): string[] {
  const parts: string[] = [];
  for (let start = 0, end = 0; start < code.length; start = end) {
    end = partEnd(code, start);
    parts.push(code.slice(start, end));
  }
  return parts;
}

function partEnd(code: string, start: number): number {
  const newLine = code.indexOf("\n", start + PART_CHARACTERS);
  const lineEnd = newLine < 0 ? code.length : newLine + 1;
  if (lineEnd - start <= LONGEST_PART) return lineEnd;
  const end = start + LONGEST_PART;
  // Not between the halves of a character.
  return /[\ud800-\udbff]/.test(code.charAt(end - 1)) ? end - 1 : end;
}
