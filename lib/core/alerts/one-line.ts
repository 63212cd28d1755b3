/**
 * Characters that break a line, that nobody sees, or that turn the direction of writing: a name with them could fake
 * another part of a message.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/** A text of strangers as part of one line: at most so many characters, without those that nobody sees. */
export function inOneLine(text: string, characters: number): string {
  const line = text.replace(UNSEEN, " ").replace(/\s+/g, " ").trim();
  const kept = [...line];
  return kept.length > characters ? `${kept.slice(0, characters - 1).join("")}…` : line;
}

/** The part of a URL that has no secrets: paths and queries of webhooks often contain tokens. */
export function withoutSecrets(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return "";
  const { origin, pathname, search } = parsed;
  return inOneLine(pathname === "/" && search === "" ? origin : `${origin}/…`, 300);
}
