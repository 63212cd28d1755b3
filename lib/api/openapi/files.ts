/** What stands beside the function that serves it. */
export const DOCUMENT_FILE = "openapi.json";
export const PAGE_FILE = "docs.html";
