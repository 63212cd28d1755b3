/** Text that is HTML already. */
export interface Html {
  html: string;
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** HTML with values in it: texts are escaped, HTML is not, nothing stands for undefined and false. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html => ({
  html: texts.map((text, i) => text + rendered(parts[i])).join(""),
});

function rendered(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "html" in part ? part.html : part.map(rendered).join("");
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Markdown as the descriptions use it: `code`, and paragraphs. */
export const prose = (text: string): Html =>
  html`${text.split("\n\n").map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`;

/** `code` within a line. */
export const inline = (text: string): Html =>
  html`${text.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;

/** JSON as people read it. */
export const json = (value: unknown): Html => html`<pre>${JSON.stringify(value, null, 2)}</pre>`;
