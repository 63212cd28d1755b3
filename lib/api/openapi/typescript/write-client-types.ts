import { writeFile } from "node:fs/promises";
import { openApiDocument } from "../document.ts";
import { resources } from "../resources.ts";
import { declarationsOf } from "./declarations.ts";

/**
 * Writes the types with which the portal and the console call the API. Git ignores the file: `npm run check` writes it
 * before it checks them, so a page that doesn't fit a changed route fails `tsc`.
 */
const target = new URL("../../../console/client/api.d.ts", import.meta.url);

await writeFile(target, await declarationsOf(openApiDocument({ resources, version: "0" })));
