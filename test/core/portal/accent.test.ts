import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrast, paletteOf } from "../../../lib/core/portal/accent.ts";

const TOKENS = readFileSync("lib/console/design/tokens.css", "utf8");

/** The colours of a token in the light and the dark theme. */
function token(name: string): { light: string; dark: string } {
  const [, light = "", dark = ""] = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(TOKENS) ?? [];
  return { light, dark };
}

const SURFACES = ["surface", "surface-raised", "surface-sunken", "neutral-soft"].map(token);

const colours = fc.nat({ max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, "0")}`);

describe("the palette of an accent", () => {
  it.each(["light", "dark"] as const)("is readable on every surface of the %s theme, for any colour", (theme) => {
    expect(SURFACES.every(({ [theme]: surface }) => /^#\w{6}$/.test(surface))).toBe(true);
    fc.assert(
      fc.property(colours, (colour) => {
        const { accent, accentStrong, onAccent } = paletteOf(colour)[theme];
        for (const one of [accent, accentStrong]) {
          expect(one).toMatch(/^#[0-9a-f]{6}$/);
          expect(contrast(one, onAccent)).toBeGreaterThanOrEqual(4.5);
          for (const surface of SURFACES) expect(contrast(one, surface[theme])).toBeGreaterThanOrEqual(4.5);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("keeps a colour that is readable already", () => {
    expect(paletteOf("#0A6A5C").light.accent).toBe("#0a6a5c");
    expect(paletteOf("#ffd400").dark.accent).toBe("#ffd400");
  });

  it("makes other colours darker or lighter, in the same hue", () => {
    expect(paletteOf("#ffd400").light).toEqual({ accent: "#816a02", accentStrong: "#6a5700", onAccent: "#ffffff" });
    expect(paletteOf("#0000ff").dark).toEqual({ accent: "#5c8eff", accentStrong: "#7fa8fe", onAccent: "#0d1114" });
  });
});

it("the contrast of black and white is 21", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#777777")).toBe(1);
});
