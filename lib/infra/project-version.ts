import { readFileSync } from "node:fs";

/** Posthorn's version, as package.json states it. */
export function projectVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
