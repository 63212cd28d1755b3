import fc from "fast-check";
import { expect, it } from "vitest";
import { MASKED } from "../../../lib/core/subscription/custom-headers.ts";
import {
  maskedCustomHeaders,
  patchedHeaders,
  revealedProblems,
  sensitiveProblems,
} from "../../../lib/core/subscription/sensitive-headers.ts";

const name = fc.constantFrom("a", "A", "b", "B", "c");
const hiddenValue = fc.constantFrom("hidden-1", "hidden-2");
const names = fc.uniqueArray(name, { selector: (text) => text.toLowerCase() });

const headersBefore = fc
  .tuple(names, fc.array(hiddenValue, { minLength: 5, maxLength: 5 }))
  .map(([all, values]) => Object.fromEntries(all.map((one, i) => [one, values[i] ?? ""])));

const patches = fc.record(
  {
    headers: fc.option(fc.dictionary(name, fc.option(fc.constantFrom("new", MASKED)), { maxKeys: 3 })),
    sensitiveHeaders: fc.option(names),
  },
  { requiredKeys: [] },
);

it("no accepted patch reveals a hidden value", () => {
  fc.assert(
    fc.property(headersBefore, patches, (headers, patch) => {
      const before = { headers, sensitiveHeaders: Object.keys(headers) };
      const after = patchedHeaders(before, patch);
      const refused = [...sensitiveProblems(after), ...revealedProblems(before, after, patch)].length > 0;
      const shown = Object.values(maskedCustomHeaders(after));
      expect(refused || !shown.some((value) => value.startsWith("hidden"))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it("an empty patch changes nothing", () => {
  fc.assert(
    fc.property(headersBefore, (headers) => {
      const before = { headers, sensitiveHeaders: Object.keys(headers).length > 0 ? Object.keys(headers) : undefined };
      expect(patchedHeaders(before, {})).toEqual(before);
      expect(patchedHeaders(before, { headers: maskedCustomHeaders(before) })).toEqual(before);
    }),
  );
});
