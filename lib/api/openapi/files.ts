/** Files that the docs function serves. They are written beside its bundle. */
export const DOCUMENT_FILE = "openapi.json";
export const PAGE_FILE = "docs.html";
