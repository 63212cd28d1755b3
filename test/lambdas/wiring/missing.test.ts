import { afterEach, expect, it, vi } from "vitest";
import { bundleNames } from "../../../lib/infra/bundle.ts";
import { environments, VALUES, type Wired } from "./environments.ts";
import { coldStart } from "./wired.ts";

afterEach(() => void vi.unstubAllEnvs());

it.each(Object.keys(environments) as Wired[])("%s without its variables fails, and names all of them", async (name) => {
  for (const variable of Object.keys(VALUES)) vi.stubEnv(variable, undefined);
  await expect(coldStart(name)).rejects.toThrow(`missing environment variables: ${environments[name].join(", ")}`);
});

it("every bundle is among them, except those that serve files beside their code", () => {
  expect(new Set([...Object.keys(environments), "docs", "console"])).toEqual(new Set(bundleNames));
});
