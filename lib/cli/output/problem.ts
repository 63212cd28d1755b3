/** What a refusal says: its title, and one line for each field that it names. */
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

/** API Gateway's own refusals are `{"message": …}`; a proxy's may be anything. */
function problemOf(text: string): Problem {
  try {
    const { message, ...problem } = JSON.parse(text);
    return { title: typeof message === "string" ? message : "", ...problem };
  } catch {
    return { detail: text.slice(0, 200) };
  }
}

/** The empty pointer names the body as a whole. */
const pathText = (path: string): string => path || "(body)";
