/** Text that is already HTML, and is never escaped again. */
export interface Html {
  html: string;
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** A template of HTML. Escapes strings, keeps HTML, and leaves out undefined and false. */
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

/** Renders the Markdown of descriptions: paragraphs and `code`. */
export const prose = (text: string): Html =>
  html`${text.split("\n\n").map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`;

/** Renders `code` within a line. */
export const inline = (text: string): Html =>
  html`${text.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;

/** Renders JSON, indented. */
export const json = (value: unknown): Html => html`<pre>${JSON.stringify(value, null, 2)}</pre>`;
