/** Formats an error response: a title, and one line for each invalid field. */
export function problemLines(status: number, text: string): { title: string; lines: string[] } {
  const { title = "", detail = title, errors = [] } = problemOf(text);
  const width = Math.max(0, ...errors.map(({ path }) => pathText(path).length));
  return {
    title: `${status} ${detail}`.trim(),
    lines: errors.map(({ path, message }) => `  ${pathText(path).padEnd(width)}  ${message}`),
  };
}

interface Problem {
  title?: string;
  detail?: string;
  errors?: { path: string; message: string }[];
}

/** Reads a problem. API Gateway's own errors are `{"message": …}`, and a proxy can answer anything. */
function problemOf(text: string): Problem {
  try {
    const { message, ...problem } = JSON.parse(text);
    return { title: typeof message === "string" ? message : "", ...problem };
  } catch {
    return { detail: text.slice(0, 200) };
  }
}

/** The empty JSON pointer refers to the whole body. */
const pathText = (path: string): string => path || "(body)";
