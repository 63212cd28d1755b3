import { readFileSync } from "node:fs";
import { DOCUMENT_FILE, PAGE_FILE } from "../../lib/api/openapi/files.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { docsHandler } from "./handler.ts";

/** Reads a file that was written beside the bundle. */
const beside = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");

export const handler = docsHandler({
  document: beside(DOCUMENT_FILE),
  page: beside(PAGE_FILE),
  logger: createLogger(),
});
