import type { DocumentedAnswer, DocumentedOperation, OpenApiDocument } from "../types.ts";
import { type Html, html, inline, json, prose } from "./html.ts";
import { fields, row } from "./schema-fields.ts";

/** An operation: its purpose, its parameters and body, and its answers. */
export function operationSection(
  document: OpenApiDocument,
  method: string,
  path: string,
  it: DocumentedOperation,
): Html {
  return html`<section class="operation" id="${it.operationId}">
<h3><a href="#${it.operationId}">${it.summary}</a></h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${segments(path)}</code></p>
${prose(it.description)}
${parameters(document, it)}
${body(document, it)}
<h4>Answers</h4>
${Object.entries(it.responses).map(([status, answer]) => !answer.$ref && answerItem(document, status, answer))}
${refusals(it)}
</section>`;
}

/** A path with places for line breaks. */
const segments = (path: string): Html =>
  html`${path.split("/").map((segment, i) => html`${i > 0 && html`/<wbr>`}${segment}`)}`;

const PLACES = [
  ["path", "In the path"],
  ["query", "In the query string"],
  ["header", "Headers"],
] as const;

function parameters({ components }: OpenApiDocument, { parameters: all = [] }: DocumentedOperation): Html {
  return html`${PLACES.map(([place, title]) => {
    const own = all.filter((parameter) => parameter.in === place && (place !== "path" || parameter.description));
    if (own.length === 0) return undefined;
    const rows = own.map(({ name, schema, required, description }) =>
      row(name, { ...schema, description }, required, components.schemas, "caller"),
    );
    return html`<h4>${title}</h4><dl class="fields">${rows}</dl>`;
  })}`;
}

function body({ components }: OpenApiDocument, { requestBody }: DocumentedOperation): Html | undefined {
  const content = requestBody?.content["application/json"];
  if (!content) return undefined;
  return html`<h4>Body${!requestBody?.required && " (optional)"}</h4>
${beside(fields(content.schema, components.schemas, "caller"), content.example)}`;
}

/** Refusals that many operations share: the page explains them in one place. */
function refusals({ responses }: DocumentedOperation): Html {
  const general = Object.keys(responses).filter((status) => responses[status]?.$ref);
  return html`<p class="answer"><a href="#refusals">Rejected</a> with ${general.map(
    (status, i) => html`${i > 0 && ", "}<span class="status">${status}</span>`,
  )}</p>`;
}

/** An answer with a body can be opened. Other answers are one line. */
function answerItem({ components }: OpenApiDocument, status: string, answer: DocumentedAnswer): Html {
  const { description = "", content = {}, headers } = answer;
  const head = html`<span class="status s${status.slice(0, 1)}">${status}</span> ${inline(description)}`;
  const shown = content["application/json"];
  if (!shown) return html`<p class="answer">${head}${headerNames(headers)}</p>`;
  return html`<details class="answer"><summary>${head}${headerNames(headers)}</summary>
${beside(fields(shown.schema, components.schemas, "api"), shown.example)}</details>`;
}

/** Fields, with an example beside them if there is one. */
const beside = (left: Html, example: unknown): Html =>
  example === undefined
    ? html`<div class="sides one"><div>${left}</div></div>`
    : html`<div class="sides"><div>${left}</div><div>${json(example)}</div></div>`;

const headerNames = (headers: Record<string, object> = {}): Html | undefined =>
  Object.keys(headers).length === 0
    ? undefined
    : html` Headers: ${Object.keys(headers).map((name, i) => html`${i > 0 && ", "}<code>${name}</code>`)}.`;
