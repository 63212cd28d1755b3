/** A colour as `#rrggbb`, in lower case. */
export type HexColour = string;

/** The colours of one theme that follow from an accent. */
export interface Accents {
  /** Links, main buttons, focus. */
  accent: HexColour;
  /** The same while somebody points at them. */
  accentStrong: HexColour;
  /** Text on either. */
  onAccent: HexColour;
}

/** The colours of the portal that follow from an accent, by theme. */
export interface Palette {
  light: Accents;
  dark: Accents;
}

/** WCAG 2.2, success criterion 1.4.3 (level AA): https://www.w3.org/TR/WCAG22/#contrast-minimum */
const AA = 4.5;

/** How much lighter or darker `accentStrong` is, in OKLCH. */
const STRONGER = 0.07;

/**
 * The surface of each theme that leaves the least contrast to text, and the text on an accent: `--neutral-soft` and
 * `--on-accent` of the pages' tokens.
 */
const LIGHT = { surface: "#eceff1", text: "#ffffff", direction: -1 } as const;
const DARK = { surface: "#262c32", text: "#0d1114", direction: 1 } as const;

/**
 * The colours of the portal for an accent. Where the accent has a contrast of 4.5 : 1 to all surfaces of a theme, it
 * stays as it is. Elsewhere it becomes darker (light theme) or lighter (dark theme), in the same hue, until it has.
 *
 * @param accent `#rrggbb`
 */
export const paletteOf = (accent: HexColour): Palette => ({
  light: accentsOn(accent, LIGHT),
  dark: accentsOn(accent, DARK),
});

function accentsOn(given: HexColour, { surface, text, direction }: typeof LIGHT | typeof DARK): Accents {
  const readable = (colour: HexColour) => contrast(colour, surface) >= AA && contrast(colour, text) >= AA;
  const accent = readable(given) ? given.toLowerCase() : nearest(given, direction, readable);
  return { accent, accentStrong: shifted(accent, direction * STRONGER), onAccent: text };
}

/** The first colour with the property, on the way to white or black. Both ends have it. */
function nearest(from: HexColour, direction: number, has: (colour: HexColour) => boolean): HexColour {
  const STEPS = 200;
  for (let step = 1; step < STEPS; step++) {
    const colour = shifted(from, (direction * step) / STEPS);
    if (has(colour)) return colour;
  }
  return direction > 0 ? "#ffffff" : "#000000";
}

/** A colour of the same hue, lighter by `by` (from -1 to 1). Its chroma falls where sRGB has no such colour. */
function shifted(colour: HexColour, by: number): HexColour {
  const { l, a, b } = oklabOf(colour);
  const lightness = Math.min(1, Math.max(0, l + by));
  const CHROMAS = 50;
  for (let left = CHROMAS; left > 0; left--) {
    const rgb = linearOf({ l: lightness, a: (a * left) / CHROMAS, b: (b * left) / CHROMAS });
    if (rgb.every((channel) => channel >= -ROUNDING && channel <= 1 + ROUNDING)) return hexOf(rgb);
  }
  return hexOf(linearOf({ l: lightness, a: 0, b: 0 }));
}

const ROUNDING = 0.001;

/** The contrast of two colours, from 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: HexColour, other: HexColour): number {
  const [brighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (brighter + 0.05) / (darker + 0.05);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: HexColour): number {
  const [red, green, blue] = channelsOf(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

type Channels = [red: number, green: number, blue: number];

/** Linear channels from 0 to 1. */
const channelsOf = (colour: HexColour): Channels =>
  [1, 3, 5].map((at) => toLinear(Number.parseInt(colour.slice(at, at + 2), 16) / 255)) as Channels;

const hexOf = (channels: Channels): HexColour =>
  `#${channels
    .map((channel) => Math.round(toGamma(Math.min(1, Math.max(0, channel))) * 255))
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")}`;

const toLinear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const toGamma = (c: number): number => (c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055);

interface Oklab {
  l: number;
  a: number;
  b: number;
}

/** https://bottosson.github.io/posts/oklab/ */
function oklabOf(colour: HexColour): Oklab {
  const [r, g, b] = channelsOf(colour);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

function linearOf({ l: lightness, a, b }: Oklab): Channels {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
