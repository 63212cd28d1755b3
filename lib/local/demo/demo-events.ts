import { readFileSync } from "node:fs";
import { rawElements } from "../../core/kit/raw-json.ts";

const FILE = new URL("../../../test/fixtures/events.json", import.meta.url);

/** The demo's events, each as the JSON text that a producer would send. */
export const demoEvents = (): string[] => rawElements(readFileSync(FILE, "utf8"));
