import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { innerPath } from "../../lib/console/client/inner-path.ts";

describe("a path inside the app", () => {
  it.each([
    ["/endpoints/sub_1", "/endpoints/sub_1"],
    ["/endpoints?search=a%20b#top", "/endpoints?search=a%20b"],
    ["/a/../b", "/b"],
    ["/../../b", "/b"],
    ["/%2e%2e/b", "/b"],
  ])("is taken: %s", (text, path) => {
    expect(innerPath(text)).toBe(path);
  });

  it.each([
    undefined,
    "",
    "endpoints",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/x/..//evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    " /endpoints",
  ])("is not %j", (text) => {
    expect(innerPath(text)).toBeUndefined();
  });

  it("never leads to another host, wherever the app is", () => {
    const texts = fc.string({ unit: fc.constantFrom("/", "\\", ".", "%2e", "\t", "\n", "@", ":", "a", "?", "#") });
    fc.assert(
      fc.property(texts, (text) => {
        const path = innerPath(`/${text}`);
        if (path === undefined) return;
        for (const base of ["", "/portal"]) {
          expect(new URL(base + path, "https://posthorn.example").origin).toBe("https://posthorn.example");
        }
        expect(new URL(`/portal${path}`, "https://posthorn.example").pathname).toMatch(/^\/portal\//);
      }),
    );
  });
});
