import { REFUSALS } from "../refusal-docs.ts";
import type { DocumentedOperation, OpenApiDocument } from "../types.ts";
import { type Html, html, prose } from "./html.ts";
import { operationSection } from "./operation-section.ts";
import { fields } from "./schema-fields.ts";
import { STYLE } from "./style.ts";

interface Listed {
  method: string;
  path: string;
  operation: DocumentedOperation;
}

/** The document as one HTML page, without a script. */
export function docsPage(document: OpenApiDocument): string {
  const { info, tags } = document;
  const all = operationsOf(document);
  const byTag = tags.map((tag) => ({ ...tag, own: all.filter(({ operation }) => operation.tags.includes(tag.name)) }));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<nav aria-label="Operations">
<p class="title"><a href="#top">${info.title} API</a> <small>${info.version}</small></p>
${byTag.map(({ name, own }) => html`<p class="tag"><a href="#${anchor(name)}">${name}</a></p><ul>${own.map(navItem)}</ul>`)}
<p class="tag"><a href="#schemas">Shapes</a></p>
</nav>
<main id="top">
<h1>${info.title} API</h1>
${prose(info.description)}
<p>Machine-readable: <a href="v1/openapi.json">openapi.json</a> (OpenAPI ${document.openapi}).</p>
${keysSection(document)}
${refusalsSection()}
${byTag.map(({ name, description, own }) => html`<h2 id="${anchor(name)}">${name}</h2>${prose(description)}${own.map(({ method, path, operation }) => operationSection(document, method, path, operation))}`)}
${shapes(document)}
</main>
</body>
</html>
`;
  return page.html;
}

function operationsOf({ paths }: OpenApiDocument): Listed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}

const anchor = (tag: string): string => `tag-${tag.toLowerCase().replaceAll(" ", "-")}`;

const navItem = ({ method, operation }: Listed): Html =>
  html`<li><a href="#${operation.operationId}"><span class="method ${method}">${SHORT[method] ?? method}</span> ${operation.summary}</a></li>`;

const SHORT: Record<string, string> = { get: "GET", post: "POST", patch: "PATCH", delete: "DEL" };

function keysSection({ components }: OpenApiDocument): Html {
  const schemes = Object.values(components.securitySchemes as Record<string, { description: string }>);
  return html`<h2 id="keys">Keys</h2>
<p>Send your key in the header <code>authorization: Bearer &lt;key&gt;</code>.</p>
${schemes.map(({ description }) => prose(description))}`;
}

const refusalsSection = (): Html => html`<h2 id="refusals">Rejected requests</h2>
<p>The answer to a rejected request is a <a href="#schema-Problem">problem</a>.</p>
<dl class="fields">${Object.entries(REFUSALS).map(
  ([status, when]) => html`<div><dt><code>${status}</code></dt><dd>${prose(when)}</dd></div>`,
)}</dl>`;

/** The schemas of answers. Bodies of requests are described with their operations. */
function shapes(document: OpenApiDocument): Html {
  const { schemas } = document.components;
  const written = new Set(operationsOf(document).flatMap(({ operation }) => bodySchema(operation)));
  const shown = Object.entries(schemas).filter(([name]) => !written.has(name));
  const sections = shown.map(
    ([name, schema]) => html`<section class="shape" id="schema-${name}">
<h3><a href="#schema-${name}">${name}</a></h3>
${typeof schema.description === "string" && prose(schema.description)}${fields(schema, schemas, "api")}</section>`,
  );
  return html`<h2 id="schemas">Shapes</h2>${sections}`;
}

function bodySchema({ requestBody }: DocumentedOperation): string[] {
  const { $ref } = requestBody?.content["application/json"]?.schema ?? {};
  return typeof $ref === "string" ? [$ref.split("/").at(-1) ?? ""] : [];
}
