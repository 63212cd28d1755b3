import { describe, expect, it } from "vitest";
import { MASKED } from "../../../lib/core/subscription/custom-headers.ts";
import { withOpenHeaders, withSealedHeaders } from "../../../lib/core/subscription/sealed-headers.ts";
import { maskedCustomHeaders, replacedHeaders } from "../../../lib/core/subscription/sensitive-headers.ts";
import { patched, patchProblems } from "../../../lib/core/subscription/subscription-patch.ts";
import { findDialect } from "../../../lib/dialects/registry.ts";
import { hiddenValues, overridden, shownHeaders } from "../../../lib/sending/mask.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { memorySeals } from "../../support/memory/memory-seals.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

/** The same name as a caller writes it in `headers` and in `sensitiveHeaders`. Their letters differ only in case. */
const CASES = [
  ["Authorization", "authorization"],
  ["authorization", "Authorization"],
  ["X-API-Key", "x-Api-key"],
] as const;

const limits = { defaultMaxRetries: 3, maxRetries: 10, maxTimeoutSeconds: 30, maxSubscriptions: 10 };

describe.each(CASES)("the header %s, sensitive as %s,", (name, sensitive) => {
  const seals = memorySeals(memoryWorld(Date.now));
  const clear = subscriptionOf({ headers: { [name]: "hunter2", "x-other": "1" }, sensitiveHeaders: [sensitive] });

  it("is masked, and nothing else is", () => {
    expect(maskedCustomHeaders(clear)).toEqual({ [name]: MASKED, "x-other": "1" });
    expect(shownHeaders(clear.headers, clear, { secretHeaders: [] })).toEqual({ [name]: MASKED, "x-other": "1" });
  });

  it("is sealed, and opens", async () => {
    const sealed = await withSealedHeaders(seals, clear);
    expect(sealed.headers).toEqual({ [name]: MASKED, "x-other": "1" });
    expect(JSON.stringify(sealed)).not.toContain("hunter2");
    expect((await withOpenHeaders(seals, sealed)).headers).toEqual(clear.headers);
    expect((await withOpenHeaders(seals, { ...sealed, sensitiveHeaders: undefined })).headers).toEqual(clear.headers);
  });

  it("stays sealed if it will be replaced", async () => {
    const sealed = await withSealedHeaders(seals, clear);
    const replaced = replacedHeaders(sealed, { headers: { [sensitive]: "new" } });
    expect((await withOpenHeaders(seals, sealed, replaced)).headers[name]).toBe(MASKED);
  });

  it("is hidden in answers", () => {
    expect(hiddenValues(clear.headers, clear, { secretHeaders: [] }, ["secret"])).toEqual(["hunter2"]);
    expect(hiddenValues(clear.headers, {}, { secretHeaders: [sensitive] }, ["secret"])).toEqual(["hunter2", "secret"]);
    expect(hiddenValues(clear.headers, {}, { secretHeaders: [] }, ["secret"])).toEqual([]);
  });

  it("must be given again for another host", () => {
    const problemsOf = (patch: Parameters<typeof patched>[1]) =>
      patchProblems(clear, patched(clear, patch, limits, 0), patch).map(({ path }) => path);
    const url = "https://other.example/";
    expect(problemsOf({ url })).toEqual([`/headers/${sensitive}`]);
    expect(problemsOf({ url, headers: { [name]: MASKED } })).toEqual([`/headers/${sensitive}`]);
    expect(problemsOf({ url, headers: { [name.toUpperCase()]: "new" } })).toEqual([]);
    expect(problemsOf({ url: `${clear.url}/elsewhere` })).toEqual([]);
  });

  it("overrides the same header of an earlier list", () => {
    expect(overridden({ [name]: "1", a: "2" }, { [sensitive]: "3" })).toEqual({ [sensitive]: "3", a: "2" });
  });
});

it("a dialect hides the header that carries its secret", () => {
  const dialect = findDialect("outtake");
  if (!dialect) throw new Error("no dialect outtake");
  const headers = { "X-Outtake-Secret": "hunter2" };
  expect(shownHeaders(headers, {}, dialect)).toEqual({ "X-Outtake-Secret": MASKED });
});
