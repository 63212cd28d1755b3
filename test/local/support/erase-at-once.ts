import { expect } from "vitest";
import type { Assembly } from "../../../lib/local/template/assembly.ts";

/** Lets the erasure of a deleted tenant begin at once: a quarter of an hour is too long for a test. */
export function eraseAtOnce({ stacks }: Assembly): void {
  const resources = stacks.flatMap(({ resources }) => [...resources.values()]);
  const changed = resources
    .filter(({ properties }) => properties.FunctionName === "posthorn-dev-erase")
    .map(({ properties }) => (properties.Environment as { Variables: Record<string, string> }).Variables)
    .map((variables) => Object.assign(variables, { ERASE_AFTER_SECONDS: "0" }));
  expect(changed).toHaveLength(1);
}
