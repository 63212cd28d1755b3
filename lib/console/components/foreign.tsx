import type { ReactNode } from "react";

/** Characters that change the direction of the text around them, and other control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what the text is searched for
const MISLEADING = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A stranger's text in which the characters that could make it look like another text are shown as �. */
export const plainText = (foreign: string): string => foreign.replace(MISLEADING, "\ufffd");

/** A text that a stranger wrote: a name, a URL, a description. It is shown as text, and its direction stays its own. */
export const Foreign = ({ children }: { children: string }): ReactNode => <bdi>{plainText(children)}</bdi>;
