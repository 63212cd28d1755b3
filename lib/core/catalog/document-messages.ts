/** A name or a reference of a document may have megabytes. So much of it stands in a message. */
const MOST_CHARACTERS = 200;

/** So many messages about one thing are read by anybody. */
const MOST_MESSAGES = 3;

/** A text of a document as a message shows it. */
export const cutOff = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;

/** The first messages about a thing, and how many more there are. */
export function fewOf(messages: readonly string[]): string[] {
  const all = [...new Set(messages)];
  const more = all.length - MOST_MESSAGES;
  if (more <= 0) return all;
  return [...all.slice(0, MOST_MESSAGES), `has ${more} more ${more === 1 ? "problem" : "problems"}`];
}
