import { cutOff } from "../../core/catalog/document-messages.ts";
import { webhookTypes } from "../../core/catalog/openapi-webhooks.ts";
import { loadCatalog } from "../catalog/load-catalog.ts";
import { readCatalog } from "../catalog/read-catalog.ts";
import { entriesOf, openApiIn } from "../catalog/read-openapi.ts";
import { command } from "../command.ts";
import { failed } from "../errors.ts";
import { isStdin, jsonOf, textOf } from "../input.ts";
import { safeText } from "../output/text.ts";

const load = command({
  name: "catalog load",
  summary: "Create or update all types in a file (operator's key)",
  routes: [
    "POST /api/v1/event-types",
    "PATCH /api/v1/event-types/{id}",
    "POST /api/v1/derived-types",
    "PATCH /api/v1/derived-types/{id}",
  ],
  positionals: { file: { help: "JSON file with {eventTypes, derivedTypes}, or - for stdin" } },
  examples: [
    ["catalog load types.json", "Load a file; repeat it to update existing types to the file's content"],
    ["catalog load lib/cli/catalog/sets/outtake.json", "Load the Outtake set that comes with Posthorn"],
  ],
  async run({ file }, context) {
    await loadCatalog(readCatalog(await jsonOf(fileOption(file), "the catalog", context.io)), context);
  },
});

const importWebhooks = command({
  name: "catalog import",
  summary: "Create or update the types in an OpenAPI document's webhooks (operator's key)",
  routes: ["POST /api/v1/event-types", "PATCH /api/v1/event-types/{id}"],
  positionals: { file: { help: "OpenAPI 3.1 document in JSON or YAML, or - for stdin" } },
  options: {
    property: { type: "string", help: "Property of the bodies that has an event's data (default: the whole body)" },
  },
  examples: [
    ["catalog import openapi.yaml", "Import the webhooks; repeat it to update existing types"],
    ["catalog import openapi.yaml --property data", "Import webhooks whose bodies have an envelope around the data"],
  ],
  async run({ file, property = "" }, context) {
    const document = await openApiIn(await textOf(fileOption(file), context.io));
    const { types, problem } = webhookTypes(document, property);
    if (problem) throw failed(problem);
    const unfit = types.filter(({ errors }) => errors.length > 0);
    for (const { name, errors, warnings } of types) {
      for (const message of [...errors, ...warnings]) context.note(safeText(`${cutOff(name)} ${message}`));
    }
    await loadCatalog(entriesOf(types.filter(({ errors }) => errors.length === 0)), context);
    if (unfit.length > 0) throw failed(`${unfit.length} of ${types.length} types were not imported`);
  },
});

const fileOption = (file: string): string => (isStdin(file) ? file : `@${file}`);

export const catalogLoadCommands = [load, importWebhooks];
