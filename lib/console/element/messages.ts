/** The colours that an embedding page asks for. */
export type AskedTheme = "light" | "dark" | "system";

/** What the portal says to the page that embeds it. */
export type PortalMessage =
  /** It has begun, and listens. */
  | { type: "posthorn:opening" }
  /** The session is open. */
  | { type: "posthorn:open" }
  /** The height of its content, in CSS pixels. */
  | { type: "posthorn:height"; height: number }
  /** There is no session any more, or there was none. `path`: where the portal was, such as `/endpoints/sub_…`. */
  | { type: "posthorn:expired"; path: string };

/**
 * What the embedding page says to the portal. Sessions come with the frame's address only: a page that could send a code
 * or a token could make a user work in somebody else's session.
 */
export interface EmbedderMessage {
  type: "posthorn:theme";
  /** null leaves it to the session. */
  theme: AskedTheme | null;
}

/** More pixels than any page has. */
const HIGHEST = 100_000;

/** The tallest frame. What is in view of a list is in the document, and read from the API; the rest is scrolled to. */
const TALLEST = 4_000;

/** The message in what a frame sent. Returns undefined for anything else. */
export function portalMessageIn(data: unknown): PortalMessage | undefined {
  const { type, height, path } = fieldsIn(data);
  if (type === "posthorn:opening" || type === "posthorn:open") return { type };
  if (type === "posthorn:height" && typeof height === "number" && height >= 0 && height <= HIGHEST) {
    return { type, height: Math.min(TALLEST, Math.ceil(height)) };
  }
  return type === "posthorn:expired" && typeof path === "string" ? { type, path } : undefined;
}

/** The message in what an embedding page sent. Returns undefined for anything else. */
export function embedderMessageIn(data: unknown): EmbedderMessage | undefined {
  const { type, theme } = fieldsIn(data);
  return type === "posthorn:theme" && (theme === null || isAskedTheme(theme)) ? { type, theme } : undefined;
}

export const isAskedTheme = (value: unknown): value is AskedTheme =>
  value === "light" || value === "dark" || value === "system";

const fieldsIn = (data: unknown): Record<string, unknown> =>
  typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
