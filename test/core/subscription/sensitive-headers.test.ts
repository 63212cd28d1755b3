import fc from "fast-check";
import { expect, it } from "vitest";
import { MASKED } from "../../../lib/core/subscription/custom-headers.ts";
import {
  maskedHeaders,
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

it("no patch that is not refused shows a value that was hidden", () => {
  fc.assert(
    fc.property(headersBefore, patches, (headers, patch) => {
      const before = { headers, sensitiveHeaders: Object.keys(headers) };
      const after = patchedHeaders(before, patch);
      const refused = [...sensitiveProblems(after), ...revealedProblems(before, after, patch)].length > 0;
      const shown = Object.values(maskedHeaders(after));
      expect(refused || !shown.some((value) => value.startsWith("hidden"))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it("a patch of nothing changes nothing", () => {
  fc.assert(
    fc.property(headersBefore, (headers) => {
      const before = { headers, sensitiveHeaders: Object.keys(headers).length > 0 ? Object.keys(headers) : undefined };
      expect(patchedHeaders(before, {})).toEqual(before);
      expect(patchedHeaders(before, { headers: maskedHeaders(before) })).toEqual(before);
    }),
  );
});
